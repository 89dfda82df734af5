namespace SparseAutoencoders.Data;

/// <summary>A kind of file that rows can be read from.</summary>
/// <param name="Name">Short name: "idx", "npy", "csv".</param>
/// <param name="Summary">One line of help.</param>
/// <param name="Endings">What names of such files end with, in lower case: ".npy". The same with ".gz" behind it is tried too.</param>
/// <param name="Recognises">True if a file of this format can begin with these bytes (up to 16, gzip already undone). A format without
/// a signature, such as CSV, is recognised by its ending alone and returns false.</param>
/// <param name="Open">Opens a file.</param>
public sealed record RowFormat(
    string Name,
    string Summary,
    IReadOnlyList<string> Endings,
    Func<ReadOnlyMemory<byte>, bool> Recognises,
    Func<string, RowFileOptions, IRows> Open);

/// <summary>What a reader must be told about a file. Formats that have no such question ignore it.</summary>
public sealed record RowFileOptions
{
    /// <summary>The first line of a text file holds names: true, false, or null to look (a first line with a cell that is no number holds names).</summary>
    public bool? Header { get; init; }

    /// <summary>Name of the tensor in a file that holds several.</summary>
    public string? Tensor { get; init; }
}

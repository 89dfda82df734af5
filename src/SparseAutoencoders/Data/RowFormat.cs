namespace SparseAutoencoders;

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
    Func<string, RowFileOptions, IRows> Open)
{
    /// <summary>The reader itself takes the columns that <see cref="RowFileOptions"/> asks for.</summary>
    public bool TakesColumns { get; init; }

    /// <summary>Opens several files that make up rows only together, such as images; null for formats whose files hold rows each.</summary>
    public Func<IReadOnlyList<string>, RowFileOptions, IRows>? OpenTogether { get; init; }

    /// <summary>Reads texts beside rows, one a row, from a file of their own: is given the file, the column that is meant (null: its only one, or its lines), and how the file is read.
    /// Null for formats of which a column of numbers is taken.</summary>
    public Func<string, string?, RowFileOptions, IRowTexts>? OpenTexts { get; init; }

    /// <summary>True if a file's name ends as this format's do, with or without ".gz".</summary>
    internal bool HasEnding(string path) => Endings.Any(ending =>
        path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || path.EndsWith(ending + ".gz", StringComparison.OrdinalIgnoreCase));
}

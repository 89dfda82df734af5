namespace SparseAutoencoders;

/// <summary>Writes rows to a file whose ending says how: .npy or .csv, or what a companion adds (.parquet).</summary>
public static class RowOutput
{
    private static readonly IRowWriter[] BuiltIn = [NpyWriter.Format, CsvWriter.Format];

    /// <summary>Throws unless <paramref name="path"/> has an ending that can be written and lies where a file can be made.</summary>
    /// <exception cref="ArgumentException">The ending is another.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    /// <param name="path">The file.</param>
    /// <param name="formats">Kinds of file; null for those of the library itself.</param>
    public static void Check(string path, IReadOnlyList<IRowWriter>? formats = null)
    {
        _ = WriterOf(path, formats);
        WholeFile.Check(path);
    }

    /// <summary>Writes all rows; the file appears whole or not at all.</summary>
    /// <typeparam name="T">The file's numbers: float or double.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="formats">Kinds of file, as in <c>Choices.Outputs</c>; null for those of the library itself.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks; no file remains.</param>
    /// <exception cref="ArgumentException">The ending is none of the formats'.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write<T>(string path, IRows rows, IReadOnlyList<IRowWriter>? formats = null, IProgress<int>? progress = null, CancellationToken cancel = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var writer = WriterOf(path, formats);
        WholeFile.Write(path, stream => writer.Write<T>(stream, rows, progress, cancel));
    }

    private static IRowWriter WriterOf(string path, IReadOnlyList<IRowWriter>? formats)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        formats ??= BuiltIn;
        var ending = Path.GetExtension(path).ToLowerInvariant();
        return formats.FirstOrDefault(format => format.Ending == ending)
            ?? throw new ArgumentException($"{path}: {(ending.Length == 0 ? "a name without an ending" : $"the ending {MessageText.Visible(ending)}")} does not say how to write rows. Use {string.Join(" or ", formats.Select(format => format.Ending))}.");
    }
}

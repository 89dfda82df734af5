using System.Numerics;

namespace SparseAutoencoders.Data;

/// <summary>Writes rows to a file whose ending says how: .npy or .csv.</summary>
public static class RowOutput
{
    /// <summary>Throws unless <paramref name="path"/> has an ending that can be written and lies where a file can be made.</summary>
    /// <exception cref="ArgumentException">The ending is another.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    public static void Check(string path)
    {
        _ = IsCsv(path);
        WholeFile.Check(path);
    }

    /// <summary>Writes all rows; the file appears whole or not at all.</summary>
    /// <typeparam name="T">The file's numbers: float or double.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks; no file remains.</param>
    /// <exception cref="ArgumentException">The ending is neither .npy nor .csv.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write<T>(string path, IRows rows, IProgress<int>? progress = null, CancellationToken cancel = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var csv = IsCsv(path);
        WholeFile.Write(path, stream =>
        {
            if (csv) CsvWriter.Write<T>(stream, rows, progress, cancel);
            else NpyWriter.Write<T>(stream, rows, progress, cancel);
        });
    }

    private static bool IsCsv(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => true,
            ".npy" => false,
            var other => throw new ArgumentException($"{path}: {(other.Length == 0 ? "a name without an ending" : $"the ending {MessageText.Visible(other)}")} does not say how to write rows. Use .npy or .csv."),
        };
    }
}

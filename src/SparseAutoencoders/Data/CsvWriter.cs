using System.Buffers;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Writes rows as text: numbers with commas between them, lines ended by a line feed, UTF-8.</summary>
public static class CsvWriter
{
    private const int LongestNumber = 32;        // "-1.7976931348623157E+308" has 24

#if DEBUG
    private const int TextBuffer = 2 * LongestNumber;
#else
    private const int TextBuffer = 1 << 16;
#endif

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\t\"\r\n#");

    /// <summary>Its entry in the list of outputs.</summary>
    public static IRowWriter Format { get; } = new Writer();

    /// <summary>Writes all rows, a block at a time. Each number is the shortest text that reads back as the same <typeparamref name="T"/>.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="rows">What is written. Where it has <see cref="IRows.Columns"/>, they are the first line.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write<T>(Stream stream, IRows rows, IProgress<int>? progress = null, CancellationToken cancel = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Columns is { } names) stream.Write(Encoding.UTF8.GetBytes(string.Join(',', names.Select(Quoted)) + "\n"));
        var text = new byte[TextBuffer];
        RowWalk.ForEach<T>(rows, (_, block) =>
        {
            for (var r = 0; r < block.Rows; r++) WriteLine<T>(stream, block.Row(r), text);
        }, progress, cancel);
    }

    private static void WriteLine<T>(Stream stream, ReadOnlySpan<T> row, Span<byte> text) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = 0;
        for (var j = 0; j < row.Length; j++)
        {
            if (text.Length - length <= LongestNumber)
            {
                stream.Write(text[..length]);
                length = 0;
            }
            if (!row[j].TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture)) throw new InvalidOperationException("A number did not fit its place.");
            length += written;
            text[length++] = (byte)(j + 1 < row.Length ? ',' : '\n');
        }
        stream.Write(text[..length]);
    }

    /// <summary>A cell as it stands in a file.</summary>
    internal static string Quoted(string name) =>
        name.AsSpan().ContainsAny(NeedQuotes) ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    private sealed class Writer : IRowWriter
    {
        public string Ending => ".csv";

        public void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            CsvWriter.Write<T>(stream, rows, progress, cancel);
    }
}

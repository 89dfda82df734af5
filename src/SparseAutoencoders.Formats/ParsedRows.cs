using System.Numerics;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows that were parsed from text, in chunks: nothing is copied as they grow.</summary>
internal sealed class ParsedRows(string name, int width, IReadOnlyList<string>? columns) : IRows
{
#if DEBUG
    private const int NumbersPerChunk = 9;
#else
    private const int NumbersPerChunk = 1 << 16;
#endif

    private readonly List<double[]> _chunks = [];
    private readonly int _rowsPerChunk = Math.Max(1, NumbersPerChunk / width);

    public string Name => name;

    public int Count { get; private set; }

    public int Width => width;

    public string NumberType => "text";

    public ImageShape? Image => null;

    public IReadOnlyList<string>? Columns => columns;

    /// <summary>A new last row, to be filled.</summary>
    /// <exception cref="InvalidDataException">There are as many rows as can be counted.</exception>
    public Span<double> Append()
    {
        if (Count == int.MaxValue) throw new InvalidDataException($"{name}: holds more than {int.MaxValue} rows. Split the file.");
        if (Count % _rowsPerChunk == 0) _chunks.Add(new double[_rowsPerChunk * width]);
        return Row(Count++);
    }

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        for (var r = first; destination.Length > 0; r++, destination = destination[width..])
        {
            var row = Row(r);
            for (var j = 0; j < row.Length; j++) destination[j] = T.CreateTruncating(row[j]);
        }
    }

    public void Dispose() { }

    private Span<double> Row(int r) => _chunks[r / _rowsPerChunk].AsSpan(r % _rowsPerChunk * width, width);
}

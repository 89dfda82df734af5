using System.Buffers;

namespace SparseAutoencoders;

/// <summary>Some columns of another source, which it owns.</summary>
/// <param name="rows">The source.</param>
/// <param name="columns">Columns of it, from 0.</param>
internal sealed class ColumnSelection(IRows rows, int[] columns) : RowView(rows)
{
    private const int NumbersPerBlock = 1 << 15;

    public override int Width => columns.Length;

    public override ImageShape? Image => null;

    public override IReadOnlyList<string>? Columns { get; } = rows.Columns is { } names ? [.. columns.Select(column => names[column])] : null;

    public override void Read<T>(int first, Span<T> destination)
    {
        RowRange.Check(this, first, destination.Length);
        var atOnce = Math.Max(1, NumbersPerBlock / Source.Width);
        var buffer = ArrayPool<T>.Shared.Rent(atOnce * Source.Width);
        while (destination.Length > 0)
        {
            var count = Math.Min(atOnce, destination.Length / Width);
            var block = buffer.AsSpan(0, count * Source.Width);
            Source.Read(first, block);
            for (var r = 0; r < count; r++)
                for (var j = 0; j < columns.Length; j++) destination[r * Width + j] = block[r * Source.Width + columns[j]];
            destination = destination[(count * Width)..];
            first += count;
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        Source.Dispose();
        base.Dispose(disposing);
    }
}

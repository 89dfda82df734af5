using System.Buffers;

namespace SparseAutoencoders;

/// <summary>Some columns of another source.</summary>
/// <param name="rows">The source.</param>
/// <param name="columns">Columns of it, from 0.</param>
/// <param name="owned">It is disposed with the selection.</param>
internal sealed class ColumnSelection(IRows rows, int[] columns, bool owned = true) : RowView(rows)
{
    private const int NumbersPerBlock = 1 << 15;

    public override int Width => columns.Length;

    public override int TargetWidth => 0;

    public override ImageShape? Image => null;

    public override IReadOnlyList<string>? Columns { get; } = rows.Columns is { } names ? [.. columns.Select(column => names[column])] : null;

    // What was paired is told as it stood before.
    public override string PlaceOf(int? row, int column) => Source.TargetWidth > 0 ? Source.PlaceOf(row, columns[column]) : base.PlaceOf(row, column);

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
        if (owned) Source.Dispose();
        base.Dispose(disposing);
    }
}

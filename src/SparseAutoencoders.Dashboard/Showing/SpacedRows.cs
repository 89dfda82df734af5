namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Some of the rows, evenly spaced: enough to look at a model that changes every few seconds.</summary>
internal sealed class SpacedRows(IRows rows, int count) : RowView(rows)
{
    public override int Count => count;

    public override int PlaceInSource(int row) => (int)((long)row * Source.Count / count);

    public override void Read<T>(int first, Span<T> destination)
    {
        for (var r = 0; r < destination.Length / Width; r++) Source.Read(PlaceInSource(first + r), destination.Slice(r * Width, Width));
    }
}

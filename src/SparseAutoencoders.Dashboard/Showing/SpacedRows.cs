namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Some of the rows, evenly spaced: enough to look at a model that changes every few seconds.</summary>
internal sealed class SpacedRows(IRows rows, int count) : RowView(rows)
{
    public override int Count => count;

    /// <summary>Which of all rows one of these is.</summary>
    public int RowAmongAll(int row) => (int)((long)row * Source.Count / count);

    protected override int RowOfSource(int row) => RowAmongAll(row);

    public override void Read<T>(int first, Span<T> destination)
    {
        for (var r = 0; r < destination.Length / Width; r++) Source.Read(RowAmongAll(first + r), destination.Slice(r * Width, Width));
    }
}

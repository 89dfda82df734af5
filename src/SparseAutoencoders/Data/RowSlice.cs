namespace SparseAutoencoders;

/// <summary>A run of consecutive rows of another source.</summary>
internal sealed class RowSlice : RowView
{
    private readonly int _first;
    private readonly bool _owned;

    public RowSlice(IRows rows, int first, int count, bool owned = false) : base(rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, rows.Count - first);
        (_first, Count, _owned) = (first, count, owned);
    }

    public override int Count { get; }

    protected override int RowOfSource(int row) => _first + row;

    public override void Read<T>(int first, Span<T> destination)
    {
        RowRange.Check(this, first, destination.Length);
        Source.Read(_first + first, destination);
    }

    protected override void Dispose(bool disposing)
    {
        if (_owned) Source.Dispose();
        base.Dispose(disposing);
    }
}

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Rows that tell how far they have been read.</summary>
internal sealed class CountedRows(IRows rows, Action<double> progress) : RowView(rows)
{
    public override void Read<T>(int first, Span<T> destination)
    {
        Source.Read(first, destination);
        progress((first + destination.Length / (double)Width) / Count);
    }
}

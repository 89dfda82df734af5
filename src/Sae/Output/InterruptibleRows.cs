using SparseAutoencoders;

namespace Sae.Output;

/// <summary>The first rows of another source, which it owns; reading stops when the session does. Whatever works on rows can so be interrupted.</summary>
internal sealed class InterruptibleRows(IRows rows, int count, CancellationToken cancellation) : RowView(rows)
{
    public InterruptibleRows(IRows rows, CancellationToken cancellation) : this(rows, rows.Count, cancellation) { }

    public override int Count => count;

    public override void Read<T>(int first, Span<T> destination)
    {
        cancellation.ThrowIfCancellationRequested();
        RowRange.Check(this, first, destination.Length);
        Source.Read(first, destination);
    }

    protected override void Dispose(bool disposing)
    {
        Source.Dispose();
        base.Dispose(disposing);
    }
}

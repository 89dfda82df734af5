using System.Numerics;
using SparseAutoencoders.Data;

namespace Sae.Output;

/// <summary>The first rows of another source, which it owns; reading stops when the session does. Whatever works on rows can so be interrupted.</summary>
internal sealed class InterruptibleRows(IRows rows, int count, CancellationToken cancellation) : IRows
{
    public InterruptibleRows(IRows rows, CancellationToken cancellation) : this(rows, rows.Count, cancellation) { }

    public string Name => rows.Name;

    public int Count => count;

    public int Width => rows.Width;

    public string NumberType => rows.NumberType;

    public ImageShape? Image => rows.Image;

    public IReadOnlyList<string>? Columns => rows.Columns;

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, (long)(count - first) * Width);
        rows.Read(first, destination);
    }

    public void Dispose() => rows.Dispose();
}

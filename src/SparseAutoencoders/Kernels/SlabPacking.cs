using System.Numerics;

namespace SparseAutoencoders.Kernels;

// Packs a slab of b: one task for each panel (tile columns) of each depth block. In the slab the depth blocks follow each other, and in each
// its panels, so that what is read together lies together (and does not fall on the same lines of the cache, as strided panels can).
internal readonly unsafe struct SlabPacking<T, TTile>(Strided<T> b, T* slab, int depth, int columns, int blockDepth) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private readonly int _panels = Blocking<T, TTile>.Ceiling(columns, TTile.Columns);

    public int Tasks => _panels * Blocking<T, TTile>.Ceiling(depth, blockDepth);

    public void Invoke(int task)
    {
        var (block, panel) = (task / _panels, task % _panels);
        var (p, j) = (block * blockDepth, panel * TTile.Columns);
        var steps = Math.Min(blockDepth, depth - p);
        var count = Math.Min(TTile.Columns, columns - j);
        var to = slab + ((nint)p * _panels + (nint)panel * steps) * TTile.Columns;
        if (count < TTile.Columns) new Span<T>(to, steps * TTile.Columns).Clear(); // columns outside b count as zeros
        if (b.IsTransposed) Packing.Transpose(b.At(p, j), b.Stride, count, steps, to, TTile.Columns);
        else Packing.Copy(b.At(p, j), b.Stride, steps, count, to, TTile.Columns);
    }
}

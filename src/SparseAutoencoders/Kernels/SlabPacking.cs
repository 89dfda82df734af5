using System.Numerics;

namespace SparseAutoencoders.Kernels;

// Packs a slab of b. In the slab the depth blocks follow each other, and in each its panels (steps x tile columns, without gaps), so that what is
// read together lies together and does not fall on the same lines of the cache, as strided panels can.
// A task is a few neighbouring panels of one depth block; tasks are in the order in which b lies in memory, so that a thread packs what it has written. Where b is stored by rows it goes over all of them some rows at a time: a long piece of
// each row is then read at once, where one panel alone would take a cache line here and a line there.
internal readonly unsafe struct SlabPacking<T, TTile>(Strided<T> b, T* slab, int depth, int columns, int blockDepth) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private const int PanelsAtOnce = 8, RowsAtOnce = 8;

    private readonly int _panels = Blocking<T, TTile>.Ceiling(columns, TTile.Columns);

    public int Tasks => Groups * DepthBlocks;

    private int DepthBlocks => Blocking<T, TTile>.Ceiling(depth, blockDepth);

    private int Groups => Blocking<T, TTile>.Ceiling(_panels, PanelsAtOnce);

    public void Invoke(int task)
    {
        var (block, group) = b.IsTransposed ? (task % DepthBlocks, task / DepthBlocks) : (task / Groups, task % Groups);
        var (p, first) = (block * blockDepth, group * PanelsAtOnce);
        var end = Math.Min(_panels, first + PanelsAtOnce);
        var steps = Math.Min(blockDepth, depth - p);
        var atOnce = b.IsTransposed ? steps : RowsAtOnce;
        for (var row = 0; row < steps; row += atOnce)
            for (var panel = first; panel < end; panel++) Pack(p, steps, panel, row, Math.Min(atOnce, steps - row));
    }

    /// <summary>Some rows of one panel of the depth block that begins at p.</summary>
    private void Pack(int p, int steps, int panel, int row, int rows)
    {
        var j = panel * TTile.Columns;
        var width = Math.Min(TTile.Columns, columns - j);
        var from = b.At(p + row, j);
        var to = slab + (nint)p * _panels * TTile.Columns + ((nint)panel * steps + row) * TTile.Columns;
        if (width < TTile.Columns) new Span<T>(to, rows * TTile.Columns).Clear(); // columns outside b count as zeros
        if (b.IsTransposed) Packing.Transpose(from, b.Stride, width, rows, to, TTile.Columns);
        else Packing.Copy(from, b.Stride, rows, width, to, TTile.Columns);
    }
}

using System.Runtime.Intrinsics.X86;
using static SparseAutoencoders.VectorMath;

namespace SparseAutoencoders;

// c = end(start + a * b) for one row a.
//   for p in 0..steps:  c0, c1, c2, c3 += a[p] * b[p]          a panel at a time, in registers of 256 bits
// Every number of b is read once, so memory sets the pace. It lies in the order in which it is read, and is asked for ahead: at the end of a page the
// processor stops guessing, which costs a sixth. A task is some neighbouring panels over the whole depth; a thread has the same ones in every call, and
// finds in its cache what it read of b before.
// Each c[j] adds its products in their order, rounded once each (fused), as in a product of many rows.
internal readonly unsafe struct RowProduct<T, TTile, TEnd>(Slabs<T, TTile> slabs, Matrix<T>[] packed, T* a, T* start, T* c, TEnd end) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
    where TEnd : struct, IProductEnd<T>
{
    private const int PanelsAtOnce = 8, Ahead = 4096;

    public int Tasks => slabs.Widths * TasksOfSlab;

    private int TasksOfSlab { get; } = Blocking<T, TTile>.Ceiling(slabs.Width, PanelsAtOnce * TTile.Columns);

    [SkipLocalsInit]
    public void Invoke(int task)
    {
        var edge = stackalloc T[TTile.Columns];
        var first = task % TasksOfSlab * PanelsAtOnce;
        for (var depth = 0; depth < slabs.Depths; depth++)
        {
            var slab = task / TasksOfSlab * slabs.Depths + depth;
            var (step, column, steps, columns, last) = slabs[slab];
            var panels = new Panels<T, TTile>(default, packed[slab].Pointer, steps, columns, slabs.BlockDepth);
            var past = Math.Min(panels.Count, first + PanelsAtOnce);
            for (var p = 0; p < steps; p += slabs.BlockDepth)
            {
                for (var panel = first; panel < past; panel++)
                {
                    var (j, width) = (column + panel * TTile.Columns, panels.Width(panel));
                    var to = width < TTile.Columns ? edge : c + j;
                    if (step + p == 0) Packing.Copy(start + j, 0, 1, width, to, 0);
                    else if (to == edge) Packing.Copy(c + j, 0, 1, width, to, 0);
                    Add(panels.Steps(p), a + step + p, panels.Get(p, panel, null), to);
                    if (to == edge) Packing.Copy(edge, 0, 1, width, c + j, 0);
                }
            }
            var begin = first * TTile.Columns;
            if (last && first < past) end.Invoke(c + column + begin, 0, 1, Math.Min(columns - begin, PanelsAtOnce * TTile.Columns));
        }
    }

    /// <summary>c[j] = fma over p = 0 … steps − 1 of a[p] · b[p][j], beginning with c[j], for a whole panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(int steps, T* a, T* b, T* c)
    {
        var w = Vector256<T>.Count;
        Vector256<T> c0 = Vector256.Load(c), c1 = default, c2 = default, c3 = default;
        if (TTile.Columns > w) c1 = Vector256.Load(c + w);
        if (TTile.Columns > 2 * w) (c2, c3) = (Vector256.Load(c + 2 * w), Vector256.Load(c + 3 * w));
        for (var p = 0; p < steps; p++, b += TTile.Columns)
        {
            if (Sse.IsSupported)                                 // beyond b's end it does nothing
            {
                Sse.Prefetch0((byte*)b + Ahead);
                if (TTile.Columns * sizeof(T) > 64) Sse.Prefetch0((byte*)b + Ahead + 64);
            }
            var x = Vector256.Create(a[p]);
            c0 = FusedMultiplyAdd(x, Vector256.Load(b), c0);
            if (TTile.Columns > w) c1 = FusedMultiplyAdd(x, Vector256.Load(b + w), c1);
            if (TTile.Columns <= 2 * w) continue;
            c2 = FusedMultiplyAdd(x, Vector256.Load(b + 2 * w), c2);
            c3 = FusedMultiplyAdd(x, Vector256.Load(b + 3 * w), c3);
        }
        c0.Store(c);
        if (TTile.Columns > w) c1.Store(c + w);
        if (TTile.Columns <= 2 * w) return;
        c2.Store(c + 2 * w);
        c3.Store(c + 3 * w);
    }
}

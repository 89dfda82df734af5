using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders;

// The three products of a training step, in blocks (Blocking), packed (Packing), over tiles (Tile512, Tile256, Tile128).
//   for each slab of b:  pack it (all threads);  c += a * slab (all threads, by strips of rows and blocks of columns)
// or, where a has few rows:  pack a where it comes transposed (all threads);  c += a * b (all threads, each packs the panels it has)
// Cost: n·k·m multiply-adds, plus packing b once, and a where it comes transposed. Whole strips of rows are read where they are.
// Order: c[i][j] is one chain of fused multiply-adds over p = 0, 1, 2 …, from 0, from c, or from number j of a row. Blocks only interrupt the chain (c holds it), threads
// and tiles only share out the (i, j). So the bits depend on nothing but the numbers.

/// <summary>Products of matrices, with the same bits on every machine and for every number of threads.</summary>
public static unsafe class MatrixProduct
{
    /// <summary>c = a · b, or c + a · b.</summary>
    /// <param name="a">(n, k).</param>
    /// <param name="b">(k, m).</param>
    /// <param name="c">(n, m), in memory of its own.</param>
    /// <param name="workers">Threads to use.</param>
    /// <param name="accumulate">Whether the product is added to what <paramref name="c"/> holds.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or <paramref name="c"/> shares memory with a factor.</exception>
    public static void Multiply<T>(Matrix<T> a, Matrix<T> b, Matrix<T> c, Workers workers, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, a.Columns == b.Rows && c.Rows == a.Rows && c.Columns == b.Columns, "(n, k) · (k, m) gives (n, m)");
        Run(Strided<T>.Of(a), Strided<T>.Of(b), accumulate ? c : null, c, a.Columns, workers);
        KeepAlive(a, b, c);
    }

    /// <summary>Each row of c = row, (1, m), + that of a · b.</summary>
    internal static void Multiply<T>(Matrix<T> a, Matrix<T> b, Matrix<T> row, Matrix<T> c, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, a.Columns == b.Rows && c.Rows == a.Rows && c.Columns == b.Columns && IsRow(row, c), "(1, m) + (n, k) · (k, m) gives (n, m)");
        Run(Strided<T>.Of(a), Strided<T>.Of(b), row, c, a.Columns, workers);
        KeepAlive(a, b, c);
        GC.KeepAlive(row);
    }

    /// <summary>c = a · bᵀ, or c + a · bᵀ.</summary>
    /// <param name="a">(n, d).</param>
    /// <param name="b">(k, d).</param>
    /// <param name="c">(n, k), in memory of its own.</param>
    /// <param name="workers">Threads to use.</param>
    /// <param name="accumulate">Whether the product is added to what <paramref name="c"/> holds.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or <paramref name="c"/> shares memory with a factor.</exception>
    public static void MultiplyByTranspose<T>(Matrix<T> a, Matrix<T> b, Matrix<T> c, Workers workers, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, a.Columns == b.Columns && c.Rows == a.Rows && c.Columns == b.Rows, "(n, d) · (k, d)ᵀ gives (n, k)");
        Run(Strided<T>.Of(a), Strided<T>.Transposed(b), accumulate ? c : null, c, a.Columns, workers);
        KeepAlive(a, b, c);
    }

    /// <summary>Each row of c = row, (1, k), + that of a · bᵀ.</summary>
    internal static void MultiplyByTranspose<T>(Matrix<T> a, Matrix<T> b, Matrix<T> row, Matrix<T> c, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, a.Columns == b.Columns && c.Rows == a.Rows && c.Columns == b.Rows && IsRow(row, c), "(1, k) + (n, d) · (k, d)ᵀ gives (n, k)");
        Run(Strided<T>.Of(a), Strided<T>.Transposed(b), row, c, a.Columns, workers);
        KeepAlive(a, b, c);
        GC.KeepAlive(row);
    }

    /// <summary>c = aᵀ · b, or c + aᵀ · b.</summary>
    /// <param name="a">(n, k).</param>
    /// <param name="b">(n, d).</param>
    /// <param name="c">(k, d), in memory of its own.</param>
    /// <param name="workers">Threads to use.</param>
    /// <param name="accumulate">Whether the product is added to what <paramref name="c"/> holds.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or <paramref name="c"/> shares memory with a factor.</exception>
    public static void TransposeMultiply<T>(Matrix<T> a, Matrix<T> b, Matrix<T> c, Workers workers, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(a, b, c, a.Rows == b.Rows && c.Rows == a.Columns && c.Columns == b.Columns, "(n, k)ᵀ · (n, d) gives (k, d)");
        Run(Strided<T>.Transposed(a), Strided<T>.Of(b), accumulate ? c : null, c, a.Rows, workers);
        KeepAlive(a, b, c);
    }

    /// <summary>Bits of the registers that products are computed in on this machine.</summary>
    internal static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? 512 : Avx2.IsSupported && Fma.IsSupported ? 256 : 128;
    }

    // start: c itself, or one row for all of c's, or null for zeros.
    private static void Run<T>(Strided<T> a, Strided<T> b, Matrix<T>? start, Matrix<T> c, int depth, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"A matrix product of {typeof(T).Name}: only float and double have one.");
        if (c.Rows == 0 || c.Columns == 0) return;
        if (depth == 0) Fill(start, c);
        else if (Width == 512) RunTiles<T, Tile512<T>>(a, b, start, c, depth, workers);
        else if (Width == 256) RunTiles<T, Tile256<T>>(a, b, start, c, depth, workers);
        else RunTiles<T, Tile128<T>>(a, b, start, c, depth, workers);
    }

    /// <summary>c where all sums are empty.</summary>
    private static void Fill<T>(Matrix<T>? start, Matrix<T> c) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (start is null) c.All.Clear();
        else if (start != c)
            for (var i = 0; i < c.Rows; i++) start.All.CopyTo(c.Row(i));
    }

    /// <summary>The driver, for one tile.</summary>
    internal static void RunTiles<T, TTile>(Strided<T> a, Strided<T> b, Matrix<T>? start, Matrix<T> c, int depth, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<T>
    {
        var threads = (double)c.Rows * c.Columns * depth >= Blocking<T, TTile>.WorthThreads ? workers.Threads : 1;
        var isShort = c.Rows <= Blocking<T, TTile>.MaxStrips * TTile.Rows;
        var slabs = new Slabs<T, TTile>(depth, c.Columns, isShort ? c.Rows : 0);
        var packed = PackingBuffer.Shared.Take<T>(isShort ? new Strips<T, TTile>(a, null, c.Rows, slabs.Depth, slabs.BlockDepth).Size : slabs.Size);
        BlockedProduct<T, TTile, NoEnd<T>>.TakeRoom(); // so that a caller is warm after one product, whichever threads did its tasks

        for (var i = 0; i < slabs.Count; i++)
        {
            var (p, j, steps, columns, _) = slabs[i];
            var strips = new Strips<T, TTile>(a.From(0, p), isShort ? packed : null, c.Rows, steps, slabs.BlockDepth);
            var panels = new Panels<T, TTile>(b.From(p, j), isShort ? null : packed, steps, columns, slabs.BlockDepth);
            if (!isShort)
            {
                var packing = new PanelPacking<T, TTile>(panels, packed);
                Share(packing.Tasks, packing, workers, threads);
            }
            else if (!strips.AreInPlace)
            {
                var packing = new StripPacking<T, TTile>(strips, packed);
                Share(packing.Tasks, packing, workers, threads);
            }
            var from = p > 0 ? c : start;
            var product = new BlockedProduct<T, TTile, NoEnd<T>>(strips, panels, from is null ? null : from.Pointer + j, from == c ? c.Columns : 0,
                c.Pointer + j, c.Columns, threads, ends: false, default);
            Share(product.Tasks, product, workers, threads);
        }
    }

    private static void Share<TBody>(int tasks, in TBody body, Workers workers, int threads) where TBody : struct, IParallelBody
    {
        if (threads > 1) workers.Run(tasks, body);
        else for (var task = 0; task < tasks; task++) body.Invoke(task);
    }

    private static void Check<T>(Matrix<T> a, Matrix<T> b, Matrix<T> c, bool fits, string rule, [CallerMemberName] string product = "")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!fits)
        {
            throw new ArgumentException($"{product}: a is ({a.Rows}, {a.Columns}), b is ({b.Rows}, {b.Columns}) and c is ({c.Rows}, {c.Columns}). " +
                $"The rule is: {rule}.");
        }
        if (Overlap(a, c) || Overlap(b, c))
            throw new ArgumentException($"{product}: c shares memory with a factor, which would change while it is read. Pass a matrix of its own.");
    }

    private static bool IsRow<T>(Matrix<T> row, Matrix<T> c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        row.Rows == 1 && row.Columns == c.Columns && !Overlap(row, c);

    private static bool Overlap<T>(Matrix<T> x, Matrix<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x.Pointer < y.Pointer + (nint)y.Rows * y.Columns && y.Pointer < x.Pointer + (nint)x.Rows * x.Columns;

    private static void KeepAlive(object a, object b, object c)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
    }
}

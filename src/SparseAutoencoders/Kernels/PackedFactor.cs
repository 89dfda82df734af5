namespace SparseAutoencoders;

/// <summary>A matrix that many others are multiplied with, bᵀ: a copy, packed once as tiles read it.</summary>
/// <remarks>Each number of a product is the same chain of additions as in <see cref="MatrixProduct"/>, hence the same bits.</remarks>
public sealed unsafe class PackedFactor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _slabs;
    private readonly int _depth, _columns;
    private readonly Workers _workers;

    /// <param name="b">(k, d), at least one number.</param>
    /// <param name="workers">Threads to pack and to multiply with.</param>
    internal PackedFactor(Matrix<T> b, Workers workers)
    {
        (_depth, _columns, _workers) = (b.Columns, b.Rows, workers);
        _slabs = MatrixProduct.Width == 512 ? Pack<Tile512<T>>(b, workers) : MatrixProduct.Width == 256 ? Pack<Tile256<T>>(b, workers) : Pack<Tile128<T>>(b, workers);
    }

    /// <summary>Rows that are best multiplied together: a product of any number is right, one of multiples of these wastes nothing.</summary>
    internal static int RowsAtOnce => MatrixProduct.Width == 512 ? Tile512<T>.Rows : MatrixProduct.Width == 256 ? Tile256<T>.Rows : Tile128<T>.Rows;

    /// <summary>The most strips of <see cref="RowsAtOnce"/> that still fit the cache together.</summary>
    internal static int MaxStrips => Blocking<T, Tile512<T>>.MaxStrips;

    /// <summary>Whether so many rows are worth several threads.</summary>
    internal bool WorthThreads(int rows) => (double)rows * _columns * _depth >= Blocking<T, Tile512<T>>.WorthThreads;

    /// <summary>Each row of c = row + that of a · bᵀ, on the calling thread; a strip's or fewer on all threads, if nobody has them.</summary>
    /// <param name="a">(n, d).</param>
    /// <param name="row">(1, k).</param>
    /// <param name="c">(n, k), in memory of its own.</param>
    public void Multiply(ReadOnlySpan<T> a, Matrix<T> row, Span<T> c) => Multiply(a, row, c, default(NoEnd<T>));

    /// <summary>Each row of c = end(row + that of a · bᵀ), on the calling thread; a strip's or fewer on all threads, if nobody has them.</summary>
    /// <param name="a">(n, d).</param>
    /// <param name="row">(1, k).</param>
    /// <param name="c">(n, k), in memory of its own.</param>
    /// <param name="end">Done with numbers of c once their sums are whole, and still in the cache.</param>
    internal void Multiply<TEnd>(ReadOnlySpan<T> a, Matrix<T> row, Span<T> c, TEnd end) where TEnd : struct, IProductEnd<T>
    {
        var rows = a.Length / _depth;
        if (a.Length != rows * _depth || c.Length != rows * _columns || row.Rows != 1 || row.Columns != _columns)
            throw new ArgumentException($"A product of {a.Length} numbers with ({_columns}, {_depth})ᵀ, begun with ({row.Rows}, {row.Columns}), does not give {c.Length}.");
        fixed (T* from = a, to = c)
        {
            if (MatrixProduct.Width == 512) Multiply<Tile512<T>, TEnd>(from, row.Pointer, to, rows, end);
            else if (MatrixProduct.Width == 256) Multiply<Tile256<T>, TEnd>(from, row.Pointer, to, rows, end);
            else Multiply<Tile128<T>, TEnd>(from, row.Pointer, to, rows, end);
        }
        GC.KeepAlive(row);
        GC.KeepAlive(this);
    }

    private Matrix<T>[] Pack<TTile>(Matrix<T> b, Workers workers) where TTile : struct, ITile<T>
    {
        var slabs = new Slabs<T, TTile>(_depth, _columns);
        var packed = new Matrix<T>[slabs.Count];
        for (var i = 0; i < packed.Length; i++)
        {
            var (step, column, steps, columns, _) = slabs[i];
            packed[i] = new Matrix<T>(1, steps * Blocking<T, TTile>.Ceiling(columns, TTile.Columns) * TTile.Columns);
            var panels = new Panels<T, TTile>(Strided<T>.Transposed(b).From(step, column), null, steps, columns, slabs.BlockDepth);
            var packing = new PanelPacking<T, TTile>(panels, packed[i].Pointer);
            workers.Run(packing.Tasks, packing);
        }
        GC.KeepAlive(b);
        return packed;
    }

    private void Multiply<TTile, TEnd>(T* a, T* row, T* c, int rows, TEnd end)
        where TTile : struct, ITile<T>
        where TEnd : struct, IProductEnd<T>
    {
        var slabs = new Slabs<T, TTile>(_depth, _columns);
        var threads = rows <= TTile.Rows && WorthThreads(rows) && !_workers.AreTaken ? _workers.Threads : 1;
        if (rows == 1)
        {
            var product = new RowProduct<T, TTile, TEnd>(slabs, _slabs, a, row, c, end);
            Share(product.Tasks, product, threads);
            return;
        }
        for (var i = 0; i < _slabs.Length; i++)
        {
            var (step, column, steps, columns, last) = slabs[i];
            var start = step == 0 ? row : c;
            var strips = new Strips<T, TTile>(new Strided<T>((nint)a, _depth, false).From(0, step), null, rows, steps, slabs.BlockDepth);
            var panels = new Panels<T, TTile>(default, _slabs[i].Pointer, steps, columns, slabs.BlockDepth);
            var product = new BlockedProduct<T, TTile, TEnd>(strips, panels, start + column, step == 0 ? 0 : _columns, c + column, _columns, threads, last, end);
            Share(product.Tasks, product, threads);
        }
    }

    private void Share<TBody>(int tasks, in TBody body, int threads) where TBody : struct, IParallelBody
    {
        if (threads > 1) _workers.Run(tasks, body);
        else for (var task = 0; task < tasks; task++) body.Invoke(task);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace SparseAutoencoders.Kernels;

// c += a * slab, where the slab is packed and c is (rows, columns).
// The work is a list of units, each one strip of c (tile rows) by one block of columns, over the whole depth of the slab; units of the same block
// follow each other. A task is a run of units: long runs first, which find their block of b in L2 again and again, then single units, so that
// the threads finish together. Every number of c belongs to one unit, hence to one thread, which adds its products in their order.
internal readonly unsafe struct SlabProduct<T, TTile> : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private readonly Strided<T> _a;
    private readonly T* _slab;
    private readonly T* _c;
    private readonly nint _cRow;
    private readonly int _rows, _depth, _columns, _blockDepth;
    private readonly bool _fromC;
    private readonly int _strips, _panels, _blockPanels;
    private readonly int _units, _run, _runs;

    // a is (rows, depth); the slab (depth, columns), packed by SlabPacking with the same blockDepth; c (rows, columns), cRow numbers from row to
    // row. fromC: whether the sums go on from what c holds.
    public SlabProduct(Strided<T> a, T* slab, T* c, nint cRow, int rows, int depth, int columns, int blockDepth, bool fromC, int threads)
    {
        _a = a;
        _slab = slab;
        _c = c;
        _cRow = cRow;
        (_rows, _depth, _columns, _blockDepth, _fromC) = (rows, depth, columns, blockDepth, fromC);
        _strips = Blocking<T, TTile>.Ceiling(rows, TTile.Rows);
        _panels = Blocking<T, TTile>.Ceiling(columns, TTile.Columns);

        // Few rows: narrower blocks, so that there are some units for every thread.
        var share = (int)Math.Max(1, (long)_strips * _panels / (8 * threads));
        _blockPanels = Blocking<T, TTile>.Even(_panels, Math.Min(Blocking<T, TTile>.MaxBlockPanels, share));
        _units = _strips * Blocking<T, TTile>.Ceiling(_panels, _blockPanels);
        _run = Math.Clamp(_units / (4 * threads), 1, Blocking<T, TTile>.MaxStrips);
        _runs = threads == 1 ? _units / _run : Math.Max(0, _units - threads * _run) / _run;
    }

    public int Tasks => _runs + (_units - _runs * _run);

    [SkipLocalsInit]
    public void Invoke(int task)
    {
        var first = task < _runs ? task * _run : _runs * _run + task - _runs;
        var end = task < _runs ? first + _run : first + 1;
        var edge = stackalloc T[TTile.Rows * TTile.Columns];
        while (first < end)
        {
            var (block, strip) = (first / _strips, first % _strips);
            var strips = Math.Min(end - first, _strips - strip);
            Multiply(strip, strips, block * _blockPanels, edge);
            // Here c is finished in these rows and columns, if this is the last slab in depth: the place for work on results still in cache.
            first += strips;
        }
    }

    /// <summary>Some strips of c by one block of columns, one depth block after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int firstStrip, int strips, int firstPanel, T* edge)
    {
        var (firstRow, endRow) = (firstStrip * TTile.Rows, Math.Min(_rows, (firstStrip + strips) * TTile.Rows));
        var endPanel = Math.Min(_panels, firstPanel + _blockPanels);
        var room = PackingBuffer.Rows.Take<T>(Blocking<T, TTile>.MaxStrips * TTile.Rows * Blocking<T, TTile>.MaxDepth);
        for (var p = 0; p < _depth; p += _blockDepth)
        {
            var steps = Math.Min(_blockDepth, _depth - p);
            var fromC = _fromC || p > 0;
            var blockOfB = _slab + (nint)p * _panels * TTile.Columns;
            if (_a.IsTransposed) Packing.Transpose(_a.At(firstRow, p), _a.Stride, steps, endRow - firstRow, room, steps);
            for (var i = firstRow; i < endRow; i += TTile.Rows)
            {
                var height = Math.Min(TTile.Rows, endRow - i);
                var a = _a.IsTransposed ? room + (nint)(i - firstRow) * steps : _a.At(i, p);
                var aRow = _a.IsTransposed ? steps : _a.Stride;
                if (height < TTile.Rows) CompleteStrip(height, steps, ref a, ref aRow, room);
                for (var panel = firstPanel; panel < endPanel; panel++)
                {
                    var j = panel * TTile.Columns;
                    var width = Math.Min(TTile.Columns, _columns - j);
                    var b = blockOfB + (nint)panel * steps * TTile.Columns;
                    var c = _c + i * _cRow + j;
                    if (height == TTile.Rows && width == TTile.Columns) TTile.Run(steps, a, aRow, b, c, _cRow, fromC);
                    else RunAtEdge(steps, a, aRow, b, c, height, width, fromC, edge);
                }
            }
        }
    }

    /// <summary>The last strip, where a ends within it: its rows in the thread's room, and rows of zeros after them.</summary>
    private void CompleteStrip(int height, int steps, ref T* a, ref nint aRow, T* room)
    {
        if (!_a.IsTransposed)
        {
            Packing.Copy(a, aRow, height, steps, room, steps);
            a = room;
            aRow = steps;
        }
        new Span<T>(a + (nint)height * steps, (TTile.Rows - height) * steps).Clear();
    }

    /// <summary>The same tile where c ends within it: on a buffer of one whole tile, of which the numbers outside c are dropped.</summary>
    private void RunAtEdge(int steps, T* a, nint aRow, T* b, T* c, int height, int width, bool fromC, T* edge)
    {
        if (fromC)
        {
            new Span<T>(edge, TTile.Rows * TTile.Columns).Clear();
            for (var r = 0; r < height; r++) new Span<T>(c + r * _cRow, width).CopyTo(new Span<T>(edge + r * TTile.Columns, width));
        }
        TTile.Run(steps, a, aRow, b, edge, TTile.Columns, fromC);
        for (var r = 0; r < height; r++) new Span<T>(edge + r * TTile.Columns, width).CopyTo(new Span<T>(c + r * _cRow, width));
    }
}

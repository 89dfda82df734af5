using System.Numerics;
using System.Runtime.CompilerServices;

namespace SparseAutoencoders.Kernels;

// c += a * slab, where the slab is packed and c is (rows, columns).
// The work is a list of units, each one strip of c (tile rows) by a range of columns (all of them, unless rows are few), over the whole depth of the
// slab; units of the same columns follow each other. A task is a run of units: long runs first, which share the packing of a and find each panel
// of b in L1 again, then single units, so that the threads finish together.
// Every number of c belongs to one unit, hence to one thread, which adds its products in their order.
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
    private readonly int _strips, _panels, _panelsAtOnce;
    private readonly int _units, _run, _runs, _tail;

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

        // Eight units or more for each thread, if need be of fewer columns; an eighth of the work or so is kept back for single units.
        var share = threads == 1 ? _panels : (int)Math.Max(1, (long)_strips * _panels / (8 * threads));
        _panelsAtOnce = Blocking<T, TTile>.Even(_panels, Math.Min(Blocking<T, TTile>.MaxPanels, share));
        _units = _strips * Blocking<T, TTile>.Ceiling(_panels, _panelsAtOnce);
        _run = threads == 1 ? Blocking<T, TTile>.MaxStrips : Math.Clamp(_units / (4 * threads), 1, Blocking<T, TTile>.MaxStrips);
        _runs = threads == 1 ? _units / _run : Math.Max(0, _units - threads * _run) / _run;
        _tail = threads == 1 ? _run : 1;
    }

    public int Tasks => _runs + Blocking<T, TTile>.Ceiling(_units - _runs * _run, _tail);

    /// <summary>This thread's room for the rows of a run.</summary>
    public static T* TakeRoom() => PackingBuffer.Rows.Take<T>(Blocking<T, TTile>.MaxStrips * TTile.Rows * Blocking<T, TTile>.MaxDepth);

    [SkipLocalsInit]
    public void Invoke(int task)
    {
        var unit = task < _runs ? task * _run : _runs * _run + (task - _runs) * _tail;
        var end = Math.Min(_units, unit + (task < _runs ? _run : _tail));
        var edge = stackalloc T[TTile.Rows * TTile.Columns];
        while (unit < end)
        {
            var strip = unit % _strips;
            var strips = Math.Min(end - unit, _strips - strip);
            Multiply(strip, strips, unit / _strips * _panelsAtOnce, edge);
            // If this is the last slab in depth, c is finished here in these rows and columns: the place for work on results still in cache.
            unit += strips;
        }
    }

    /// <summary>Some strips of c by a range of columns, one depth block after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int firstStrip, int strips, int firstPanel, T* edge)
    {
        var firstRow = firstStrip * TTile.Rows;
        var rows = Math.Min(_rows - firstRow, strips * TTile.Rows);
        var endPanel = Math.Min(_panels, firstPanel + _panelsAtOnce);
        var inPlace = !_a.IsTransposed && rows % TTile.Rows == 0;
        var packed = inPlace ? null : TakeRoom();
        for (var p = 0; p < _depth; p += _blockDepth)
        {
            var steps = Math.Min(_blockDepth, _depth - p);
            var aRow = inPlace ? _a.Stride : steps;
            if (!inPlace) PackRows(firstRow, rows, p, steps, packed);
            var b = _slab + ((nint)p * _panels + (nint)firstPanel * steps) * TTile.Columns;
            for (var panel = firstPanel; panel < endPanel; panel++, b += steps * TTile.Columns)
            {
                var j = panel * TTile.Columns;
                var width = Math.Min(TTile.Columns, _columns - j);
                var a = inPlace ? _a.At(firstRow, p) : packed;
                for (var i = 0; i < rows; i += TTile.Rows, a += aRow * TTile.Rows)
                {
                    var height = Math.Min(TTile.Rows, rows - i);
                    var c = _c + (firstRow + i) * _cRow + j;
                    var fromC = _fromC || p > 0;
                    if (height == TTile.Rows && width == TTile.Columns) TTile.Run(steps, a, aRow, b, c, _cRow, fromC);
                    else RunAtEdge(steps, a, aRow, b, c, height, width, fromC, edge);
                }
            }
        }
    }

    /// <summary>Rows of a, steps numbers each, without gaps, and rows of zeros up to a whole strip.</summary>
    private void PackRows(int first, int rows, int p, int steps, T* packed)
    {
        if (_a.IsTransposed) Packing.Transpose(_a.At(first, p), _a.Stride, steps, rows, packed, steps);
        else Packing.Copy(_a.At(first, p), _a.Stride, rows, steps, packed, steps);
        var missing = Blocking<T, TTile>.Ceiling(rows, TTile.Rows) * TTile.Rows - rows;
        new Span<T>(packed + (nint)rows * steps, missing * steps).Clear();
    }

    /// <summary>The same tile where c ends within it: on a buffer of one whole tile, of which the numbers outside c are dropped.</summary>
    private void RunAtEdge(int steps, T* a, nint aRow, T* b, T* c, int height, int width, bool fromC, T* edge)
    {
        if (fromC)
        {
            new Span<T>(edge, TTile.Rows * TTile.Columns).Clear();
            Packing.Copy(c, _cRow, height, width, edge, TTile.Columns);
        }
        TTile.Run(steps, a, aRow, b, edge, TTile.Columns, fromC);
        Packing.Copy(edge, TTile.Columns, height, width, c, _cRow);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders.Kernels;

// c += a * slab, where the slab is packed and c is (rows, columns).
// The strips of c (tile rows each) are cut into as many parts as there are threads. A part is a list of units, each one strip by a range of columns (all
// of them, unless strips are few), over the whole depth of the slab; units of the same columns follow each other. A task is a run of units (Runs), which
// share the packing of a and find each panel of b in L1 again.
// Every number of c belongs to one unit, hence to one thread, which adds its products in their order.
internal readonly unsafe struct SlabProduct<T, TTile, TEnd> : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
    where TEnd : struct, IProductEnd<T>
{
    private readonly Strided<T> _a;
    private readonly T* _slab;
    private readonly T* _c;
    private readonly T* _start;
    private readonly nint _cRow, _startRow;
    private readonly int _rows, _depth, _columns, _blockDepth;
    private readonly int _strips, _panels, _panelsAtOnce;
    private readonly int _parts;
    private readonly Runs _runs;
    private readonly bool _ends;
    private readonly TEnd _end;

    // a is (rows, depth); the slab (depth, columns), packed by SlabPacking with the same blockDepth; c (rows, columns), cRow numbers from row to
    // row. start: what the sums begin with, as for ITile.Run. ends: whether the sums are whole then, and end is to be done with them.
    public SlabProduct(Strided<T> a, T* slab, T* start, nint startRow, T* c, nint cRow, int rows, int depth, int columns, int blockDepth, int threads,
        bool ends, TEnd end)
    {
        _a = a;
        _slab = slab;
        _start = start;
        _c = c;
        (_startRow, _cRow) = (startRow, cRow);
        (_rows, _depth, _columns, _blockDepth) = (rows, depth, columns, blockDepth);
        (_ends, _end) = (ends, end);
        _strips = Blocking<T, TTile>.Ceiling(rows, TTile.Rows);
        _panels = Blocking<T, TTile>.Ceiling(columns, TTile.Columns);

        // Sixteen units or more for each thread, if need be of fewer columns.
        _parts = Math.Min(threads, _strips);
        var share = threads == 1 ? _panels : (int)Math.Max(1, (long)_strips * _panels / (16 * threads));
        _panelsAtOnce = Blocking<T, TTile>.Even(_panels, Math.Min(Blocking<T, TTile>.MaxPanels, share));
        var units = Blocking<T, TTile>.Ceiling(_strips, _parts) * Blocking<T, TTile>.Ceiling(_panels, _panelsAtOnce);
        _runs = new Runs(_parts, units, Blocking<T, TTile>.MaxStrips);
    }

    public int Tasks => _runs.Tasks;

    /// <summary>This thread's room for the rows of a run.</summary>
    public static T* TakeRoom() => PackingBuffer.Rows.Take<T>(Blocking<T, TTile>.MaxStrips * StripSize(Blocking<T, TTile>.MaxDepth));

    // A line of the cache more than the numbers: strips of 4096 bytes would begin on the same lines of L1 otherwise, and push each other out
    // while they are written side by side.
    private static int StripSize(int steps) => (steps * TTile.Rows) + (64 / sizeof(T));

    // Rows that lie a multiple of half a page apart fall on the same few lines of L1, and push out the panel of b.
    private bool FitsInPlace(int rows) => !_a.IsTransposed && rows % TTile.Rows == 0 && _a.Stride * sizeof(T) % 2048 != 0;

    [SkipLocalsInit]
    public void Invoke(int task)
    {
        var (part, unit, end) = _runs.Of(task);
        var (first, last) = (FirstStrip(part), FirstStrip(part + 1));
        end = Math.Min(end, (last - first) * Blocking<T, TTile>.Ceiling(_panels, _panelsAtOnce));
        var edge = stackalloc T[TTile.Rows * TTile.Columns];
        while (unit < end)
        {
            var strip = first + unit % (last - first);
            var strips = Math.Min(end - unit, last - strip);
            Multiply(strip, strips, unit / (last - first) * _panelsAtOnce, edge);
            unit += strips;
        }
    }

    private int FirstStrip(int part) => (int)((long)_strips * part / _parts);

    /// <summary>Some strips of c by a range of columns, one depth block after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int firstStrip, int strips, int firstPanel, T* edge)
    {
        var firstRow = firstStrip * TTile.Rows;
        var rows = Math.Min(_rows - firstRow, strips * TTile.Rows);
        var endPanel = Math.Min(_panels, firstPanel + _panelsAtOnce);
        var inPlace = FitsInPlace(rows);
        var packed = inPlace ? null : TakeRoom();
        for (var p = 0; p < _depth; p += _blockDepth)
        {
            var steps = Math.Min(_blockDepth, _depth - p);
            var (aRow, aStep) = inPlace ? (_a.Stride, (nint)1) : _a.IsTransposed ? (1, TTile.Rows) : (steps, 1);
            var strip = inPlace ? _a.Stride * TTile.Rows : StripSize(steps);
            if (!inPlace) PackRows(firstRow, rows, p, steps, packed);
            var b = _slab + ((nint)p * _panels + (nint)firstPanel * steps) * TTile.Columns;
            for (var panel = firstPanel; panel < endPanel; panel++, b += steps * TTile.Columns)
            {
                var j = panel * TTile.Columns;
                var width = Math.Min(TTile.Columns, _columns - j);
                var a = inPlace ? _a.At(firstRow, p) : packed;
                for (var i = 0; i < rows; i += TTile.Rows, a += strip)
                {
                    var height = Math.Min(TTile.Rows, rows - i);
                    var c = _c + (firstRow + i) * _cRow + j;
                    var startRow = p > 0 ? _cRow : _startRow;
                    var start = p > 0 ? c : _start == null ? null : _start + (firstRow + i) * startRow + j;
                    if (i + 2 * TTile.Rows <= rows) Prefetch(c + TTile.Rows * _cRow);
                    if (height == TTile.Rows && width == TTile.Columns) TTile.Run<WholeTile>(steps, a, aRow, aStep, b, start, startRow, c, _cRow);
                    else RunAtEdge(steps, a, aRow, aStep, b, start, startRow, c, height, width, edge);
                }
                if (TEnd.IsThere && _ends && p + steps == _depth) _end.Invoke(_c + firstRow * _cRow + j, _cRow, rows, width);
            }
        }
    }

    /// <summary>Asks for the block of c that the next tile begins with and ends in: its rows lie too far apart for the processor to guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(T* c)
    {
        if (!Sse.IsSupported) return;
        for (var row = 0; row < TTile.Rows; row++, c += _cRow)
        {
            Sse.Prefetch0(c);
            Sse.Prefetch0(c + TTile.Columns - 1);
        }
    }

    /// <summary>Strips of rows of a, steps numbers each, the last filled up with zeros: row by row or, where a lies transposed, step by step, as it is
    /// stored, so that whole pieces are copied either way.</summary>
    private void PackRows(int first, int rows, int p, int steps, T* packed)
    {
        const int StepsAtOnce = 8;
        var atOnce = _a.IsTransposed ? StepsAtOnce : steps;
        for (var step = 0; step < steps; step += atOnce)
        {
            var to = packed;
            for (var i = 0; i < rows; i += TTile.Rows, to += StripSize(steps))
            {
                var height = Math.Min(TTile.Rows, rows - i);
                if (height < TTile.Rows && step == 0) new Span<T>(to, steps * TTile.Rows).Clear();
                if (_a.IsTransposed) Packing.Copy(_a.At(first + i, p + step), _a.Stride, Math.Min(atOnce, steps - step), height, to + step * TTile.Rows, TTile.Rows);
                else Packing.Copy(_a.At(first + i, p), _a.Stride, height, steps, to, steps);
            }
        }
    }

    /// <summary>The same tile where c ends within it: on a buffer of one whole tile, of which the numbers outside c are dropped.</summary>
    private void RunAtEdge(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, int height, int width, T* edge)
    {
        if (start != null)
        {
            new Span<T>(edge, TTile.Rows * TTile.Columns).Clear();
            Packing.Copy(start, startRow, height, width, edge, TTile.Columns);
        }
        if (start != null) start = edge;
        if (width > TTile.Columns / 2) TTile.Run<WholeTile>(steps, a, aRow, aStep, b, start, TTile.Columns, edge, TTile.Columns);
        else TTile.Run<HalfTile>(steps, a, aRow, aStep, b, start, TTile.Columns, edge, TTile.Columns);
        Packing.Copy(edge, TTile.Columns, height, width, c, _cRow);
    }
}

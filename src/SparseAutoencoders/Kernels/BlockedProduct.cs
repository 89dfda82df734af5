using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders;

// c += a * b, c being (rows, columns).
// A unit is a strip of c's rows by a group of panels, over the whole depth; units of the same columns follow each other. Each thread has a part of them, and
// a task is a run of a part (Runs): its units share the packing of a and find each panel of b in L1 again.
// Where the first factor is short, panels are packed by the thread that multiplies with them, a moment before; groups are then single panels, and runs end
// with them where they can. Otherwise all panels have been packed before, and a group is as many as leave each thread sixteen units.
// Every number of c belongs to one unit, hence to one thread, which adds its products in their order.
internal readonly unsafe struct BlockedProduct<T, TTile, TEnd> : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
    where TEnd : struct, IProductEnd<T>
{
    private readonly Strips<T, TTile> _a;
    private readonly Panels<T, TTile> _b;
    private readonly T* _c;
    private readonly T* _start;
    private readonly nint _cRow, _startRow;
    private readonly int _parts, _panelsAtOnce, _groups;
    private readonly Runs _runs;
    private readonly bool _ends;
    private readonly TEnd _end;

    // c has cRow numbers from row to row. start: what the sums begin with, as for ITile.Run. ends: whether the sums are whole then, and end is to be done
    // with them.
    public BlockedProduct(Strips<T, TTile> a, Panels<T, TTile> b, T* start, nint startRow, T* c, nint cRow, int threads, bool ends, TEnd end)
    {
        _start = start;
        _c = c;
        (_a, _b, _startRow, _cRow, _ends, _end) = (a, b, startRow, cRow, ends, end);
        var share = b.ArePacked ? threads == 1 ? b.Count : (int)Math.Max(1, (long)a.Count * b.Count / (16 * threads)) : 1;
        _panelsAtOnce = Blocking<T, TTile>.Even(b.Count, Math.Min(Blocking<T, TTile>.MaxPanels, share));
        _groups = Blocking<T, TTile>.Ceiling(b.Count, _panelsAtOnce);
        _parts = Math.Min(threads, a.Count * _groups);
        var most = b.ArePacked ? Blocking<T, TTile>.MaxStrips : int.MaxValue;
        _runs = threads == 1 ? new Runs(most, most, 1) : b.ArePacked ? new Runs(1, most, 1) : new Runs((a.Count + 3) / 4, most, a.Count);
        for (var part = 0; part < _parts; part++) TasksOfPart = Math.Max(TasksOfPart, _runs.Count(FirstUnit(part), FirstUnit(part + 1)));
    }

    public int Tasks => _parts * TasksOfPart;

    private int TasksOfPart { get; }

    /// <summary>This thread's room for a panel of b, and for the strips of a run.</summary>
    public static T* TakeRoom() =>
        PackingBuffer.Own.Take<T>(PanelSize + Blocking<T, TTile>.MaxStrips * Strips<T, TTile>.StripSize(Blocking<T, TTile>.MaxDepth));

    private static int PanelSize => Blocking<T, TTile>.MaxDepth * TTile.Columns;

    [SkipLocalsInit]
    public void Invoke(int task)
    {
        var part = task / TasksOfPart;
        var (unit, end) = _runs.Of(task % TasksOfPart, FirstUnit(part), FirstUnit(part + 1));
        var edge = stackalloc T[TTile.Rows * TTile.Columns];
        while (unit < end)
        {
            var (group, strip) = (unit / _a.Count, unit % _a.Count);
            var strips = Math.Min(end - unit, _a.Count - strip);
            var groups = strip == 0 ? Math.Max(1, (end - unit) / _a.Count) : 1;
            Multiply(strip, strips, group * _panelsAtOnce, Math.Min(_b.Count, (group + groups) * _panelsAtOnce), edge);
            unit += groups * strips;
        }
    }

    /// <summary>Where a part begins, so that all have the same work: the last group may be narrower than the others.</summary>
    private int FirstUnit(int part)
    {
        var (full, last) = (Work(0, _panelsAtOnce), Work((_groups - 1) * _panelsAtOnce, _b.Count));
        var before = full * (_groups - 1) * _a.Count;
        var work = (before + last * _a.Count) * part / _parts;
        return (int)(work <= before ? work / full : before / full + (work - before) / last);
    }

    /// <summary>What a strip by some panels takes, in fifths of a tile: half a tile takes three.</summary>
    private long Work(int panel, int endPanel) => 5L * (endPanel - panel) - (endPanel == _b.Count && _b.Width(endPanel - 1) <= TTile.Columns / 2 ? 2 : 0);

    /// <summary>Some strips of c by a range of panels, one depth block after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int firstStrip, int strips, int firstPanel, int endPanel, T* edge)
    {
        var first = firstStrip * TTile.Rows;
        var rows = Math.Min(_a.Rows - first, strips * TTile.Rows);
        var whole = rows / TTile.Rows;
        var ownPanel = TakeRoom();
        var ownStrips = ownPanel + PanelSize;
        for (var p = 0; p < _a.Depth; p += _a.BlockDepth)
        {
            var steps = _b.Steps(p);
            var strip = _a.Get(first, rows, p, ownStrips);
            var tail = whole < strips ? _a.GetTail(first, rows, p, strip, ownStrips) : default;
            for (var panel = firstPanel; panel < endPanel; panel++)
            {
                var b = _b.Get(p, panel, ownPanel);
                var (j, width) = (panel * TTile.Columns, _b.Width(panel));
                var c = _c + first * _cRow + j;
                var startRow = p > 0 ? _cRow : _startRow;
                var start = p > 0 ? c : _start == null ? null : _start + first * startRow + j;
                var lines = strip;
                var a = strip.First;
                for (int i = 0, height; i < rows; i += height)
                {
                    var left = rows - i;
                    if (left < TTile.Rows && i == whole * TTile.Rows)
                    {
                        lines = tail;
                        a = tail.First;
                    }
                    height = Math.Min(left, left > TTile.Rows - TTile.ShortRows ? TTile.Rows : TTile.ShortRows);
                    if (left >= 2 * TTile.Rows) Prefetch(c + TTile.Rows * _cRow);
                    if (width < TTile.Columns) RunAtEdge(steps, a, lines, b, start, startRow, c, height, width, edge);
                    else if (height == TTile.Rows) TTile.Run<WholeTile>(steps, a, lines.Row, lines.Step, b, start, startRow, c, _cRow);
                    else if (height == TTile.ShortRows) TTile.Run<ShortTile>(steps, a, lines.Row, lines.Step, b, start, startRow, c, _cRow);
                    else RunAtEdge(steps, a, lines, b, start, startRow, c, height, width, edge);
                    a += height == TTile.Rows ? lines.Strip : height * lines.Row;
                    c += height * _cRow;
                    if (start != null) start += height * startRow;
                }
                if (TEnd.IsThere && _ends && p + steps == _a.Depth) _end.Invoke(_c + first * _cRow + j, _cRow, rows, width);
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

    /// <summary>The same tile where c ends within it: on a buffer of one whole tile, of which the numbers outside c are dropped.</summary>
    private void RunAtEdge(int steps, T* a, in Lines<T> lines, T* b, T* start, nint startRow, T* c, int height, int width, T* edge)
    {
        if (start != null)
        {
            new Span<T>(edge, TTile.Rows * TTile.Columns).Clear();
            Packing.Copy(start, startRow, height, width, edge, TTile.Columns);
            start = edge;
        }
        switch (height > TTile.ShortRows, width > TTile.Columns / 2)
        {
            case (true, true): TTile.Run<WholeTile>(steps, a, lines.Row, lines.Step, b, start, TTile.Columns, edge, TTile.Columns); break;
            case (true, false): TTile.Run<HalfTile>(steps, a, lines.Row, lines.Step, b, start, TTile.Columns, edge, TTile.Columns); break;
            case (false, true): TTile.Run<ShortTile>(steps, a, lines.Row, lines.Step, b, start, TTile.Columns, edge, TTile.Columns); break;
            default: TTile.Run<ShortHalfTile>(steps, a, lines.Row, lines.Step, b, start, TTile.Columns, edge, TTile.Columns); break;
        }
        Packing.Copy(edge, TTile.Columns, height, width, c, _cRow);
    }
}

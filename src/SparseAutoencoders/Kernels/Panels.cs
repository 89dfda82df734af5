namespace SparseAutoencoders;

// The second factor, (depth, columns), or a slab of it, as tiles read it: in depth blocks, and in each of them in panels (steps x tile columns, without
// gaps), so that what is read together lies together and does not fall on the same lines of the cache, as strided panels can.
// packed: all panels, block after block, as PanelPacking leaves them; null: a panel is packed where it is asked for.
internal readonly unsafe struct Panels<T, TTile>(Strided<T> b, T* packed, int depth, int columns, int blockDepth)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    /// <summary>Panels of a depth block.</summary>
    public int Count { get; } = Blocking<T, TTile>.Ceiling(columns, TTile.Columns);

    public int Depth => depth;

    public int BlockDepth => blockDepth;

    /// <summary>Whether all panels have been packed before.</summary>
    public bool ArePacked => packed != null;

    public bool IsTransposed => b.IsTransposed;

    /// <summary>Columns of a panel that are there.</summary>
    public int Width(int panel) => Math.Min(TTile.Columns, columns - panel * TTile.Columns);

    /// <summary>Steps of the depth block that begins at p.</summary>
    public int Steps(int p) => Math.Min(blockDepth, depth - p);

    /// <summary>A panel of the depth block that begins at p; <paramref name="room"/> takes it if it has to be packed first.</summary>
    public T* Get(int p, int panel, T* room)
    {
        var steps = Steps(p);
        if (packed != null) return packed + ((nint)p * Count + (nint)panel * steps) * TTile.Columns;
        Pack(p, panel, 0, steps, room);
        return room;
    }

    /// <summary>Some rows of a panel.</summary>
    public void Pack(int p, int panel, int row, int rows, T* to)
    {
        var width = Width(panel);
        var from = b.At(p + row, panel * TTile.Columns);
        if (width < TTile.Columns) new Span<T>(to, rows * TTile.Columns).Clear(); // columns outside b count as zeros
        if (b.IsTransposed) Packing.Transpose(from, b.Stride, width, rows, to, TTile.Columns);
        else Packing.Copy(from, b.Stride, rows, width, to, TTile.Columns);
    }
}

// Packs all panels. A task is a few neighbouring panels of one depth block; tasks are in the order in which b lies in memory, so that a thread packs what
// it has written. Where b is stored by rows it goes over all of them some rows at a time: a long piece of each row is then read at once, where one panel
// alone would take a cache line here and a line there.
internal readonly unsafe struct PanelPacking<T, TTile>(Panels<T, TTile> panels, T* to) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private const int PanelsAtOnce = 8, RowsAtOnce = 8;

    public int Tasks => Groups * DepthBlocks;

    private int DepthBlocks => Blocking<T, TTile>.Ceiling(panels.Depth, panels.BlockDepth);

    private int Groups => Blocking<T, TTile>.Ceiling(panels.Count, PanelsAtOnce);

    public void Invoke(int task)
    {
        var (block, group) = panels.IsTransposed ? (task % DepthBlocks, task / DepthBlocks) : (task / Groups, task % Groups);
        var (p, first) = (block * panels.BlockDepth, group * PanelsAtOnce);
        var end = Math.Min(panels.Count, first + PanelsAtOnce);
        var steps = panels.Steps(p);
        var atOnce = panels.IsTransposed ? steps : RowsAtOnce;
        for (var row = 0; row < steps; row += atOnce)
        {
            for (var panel = first; panel < end; panel++)
                panels.Pack(p, panel, row, Math.Min(atOnce, steps - row), to + (nint)p * panels.Count * TTile.Columns + ((nint)panel * steps + row) * TTile.Columns);
        }
    }
}

namespace SparseAutoencoders;

/// <summary>How a product is cut, so that each level of the machine's memory holds what is read most often from it.</summary>
/// <remarks>
/// A panel of b (depth × tile columns: 16 KB with 256-bit tiles) is read again for every strip of a run of rows, and stays in L1.
/// A run's rows of a (strips × tile rows × depth: at most 290 KB) are read again for every panel, and stay in L2.
/// If those are all rows, b is read once, and each panel packed where it is needed. Otherwise a slab of b is packed at once, which is read again for every
/// run by every thread, and stays in L3. It is the most memory a calling thread keeps for products; a thread that helps keeps a run's rows and a panel.
/// Debug builds cut as small as they can, so that every test walks the edges.
/// </remarks>
internal static unsafe class Blocking<T, TTile>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
#if DEBUG
    private const int DepthBytes = 32, SlabBytes = 4096;

    /// <summary>Strips of a in a run, at most.</summary>
    public const int MaxStrips = 2;

    /// <summary>Panels of b that a run goes over, at most.</summary>
    public const int MaxPanels = 2;

    /// <summary>Multiply-adds from which on threads are worth waking.</summary>
    public const long WorthThreads = 0;
#else
    private const int DepthBytes = 1024, SlabBytes = 4 << 20;

    /// <summary>Strips of a in a run, at most.</summary>
    public const int MaxStrips = 24;

    /// <summary>Panels of b that a run goes over, at most: as many as a slab has.</summary>
    public const int MaxPanels = int.MaxValue;

    /// <summary>Multiply-adds from which on threads are worth waking: some 10 µs for one.</summary>
    public const long WorthThreads = 1 << 19;
#endif

    // A slab this wide pays for packing a again with every slab; narrower ones are avoided.
    private const int WideColumns = 768;

    private const int SlabNumbers = SlabBytes / 4; // double: twice the bytes, the same shapes

    /// <summary>Steps a tile takes at most before it puts its sums back into c.</summary>
    public static int MaxDepth => DepthBytes / sizeof(T);

    /// <summary>Depth of a slab of a that is packed at once.</summary>
    public static int SlabDepth(int rows, int depth, int blockDepth) =>
        (int)Math.Min(depth, Even(Ceiling(depth, blockDepth), Math.Max(1, SlabNumbers / (blockDepth * rows))) * (long)blockDepth);

    /// <summary>Columns and depth of a slab of b: the whole depth where that leaves it wide, so that c is written once; a part of the depth otherwise.</summary>
    public static (int Columns, int Depth) Slab(int depth, int columns, int blockDepth)
    {
        var width = Math.Max(SlabNumbers / depth, Math.Min(WideColumns, SlabNumbers / blockDepth));
        var panels = Even(Ceiling(columns, TTile.Columns), Math.Max(1, width / TTile.Columns));
        var blocks = Even(Ceiling(depth, blockDepth), Math.Max(1, SlabNumbers / (blockDepth * panels * TTile.Columns)));
        return (panels * TTile.Columns, Math.Min(blocks * blockDepth, depth));
    }

    /// <summary>The size of the pieces when <paramref name="total"/> is cut into as few pieces of at most <paramref name="most"/> as possible, all nearly equal.</summary>
    public static int Even(int total, int most) => Ceiling(total, Ceiling(total, most));

    /// <summary>How many pieces of <paramref name="size"/> cover <paramref name="total"/>.</summary>
    public static int Ceiling(int total, int size) => (int)(((long)total + size - 1) / size);
}

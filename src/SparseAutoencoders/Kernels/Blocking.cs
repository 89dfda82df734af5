using System.Numerics;

namespace SparseAutoencoders.Kernels;

/// <summary>How a product is cut, so that each level of the machine's memory holds what is read most often from it.</summary>
/// <remarks>
/// A tile reads a strip of a (tile rows × depth, stays in L1) and a panel of b (depth × tile columns, streams from L2).
/// A block of b (depth × block columns) is read again for every strip of a task's rows, and stays in L2.
/// What is packed of b at once (a slab: packed depth × packed columns) stays in L3, where all threads find it.
/// Debug builds cut as small as they can, so that every test walks the edges.
/// </remarks>
internal static unsafe class Blocking<T, TTile>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
#if DEBUG
    private const int DepthBytes = 32, BlockPanels = 2, StripsAtOnce = 2, SlabBytes = 4096;

    /// <summary>Multiply-adds from which on threads are worth waking.</summary>
    public const long WorthThreads = 0;
#else
    private const int DepthBytes = 1024, BlockBytes = 256 << 10, StripsAtOnce = 16, SlabBytes = 4 << 20;

    /// <summary>Multiply-adds from which on threads are worth waking: some 10 µs for one.</summary>
    public const long WorthThreads = 1 << 19;

    private static int BlockPanels => Math.Max(1, BlockBytes / (DepthBytes * TTile.Columns));
#endif

    /// <summary>Steps a tile takes at most before it puts its sums back into c.</summary>
    public static int MaxDepth => DepthBytes / sizeof(T);

    /// <summary>Panels of b in a block, at most.</summary>
    public static int MaxBlockPanels => BlockPanels;

    /// <summary>Strips of a that a task takes at once, at most.</summary>
    public static int MaxStrips => StripsAtOnce;

    /// <summary>Numbers of b packed at once, about.</summary>
    public static int SlabNumbers => SlabBytes / sizeof(T);

    /// <summary>The size of the pieces when <paramref name="total"/> is cut into as few pieces of at most <paramref name="most"/> as possible, all nearly equal.</summary>
    public static int Even(int total, int most)
    {
        var pieces = Ceiling(total, most);
        return Ceiling(total, pieces);
    }

    /// <summary>How many pieces of <paramref name="size"/> cover <paramref name="total"/>.</summary>
    public static int Ceiling(int total, int size) => (int)(((long)total + size - 1) / size);
}

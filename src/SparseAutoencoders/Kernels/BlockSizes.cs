namespace SparseAutoencoders;

/// <summary>How much goes through at a time where all rows would be too much. Debug builds cut so fine that tests walk the edges.</summary>
internal static class BlockSizes
{
#if DEBUG
    public const int Rows = 7;

    public const int Numbers = 7;
#else
    /// <summary>Rows that go through a network together. Sums are added block by block, so the last bits of results depend on it.</summary>
    public const int Rows = 1024;

    /// <summary>Numbers that are read together where rows are only looked at or copied: 1 or 2 MB.</summary>
    public const int Numbers = 1 << 18;
#endif

    /// <summary>How many of the blocks that passes over all rows come back to are kept, each as one matrix.</summary>
    /// <param name="bytes">Of one block's matrix.</param>
    public static int Kept(long bytes)
    {
#if DEBUG
        _ = bytes;
        return 2;
#else
        return (int)Math.Clamp((64L << 20) / bytes, 1, int.MaxValue);
#endif
    }

    /// <summary>Rows of so many numbers that are read together, at least one.</summary>
    public static int RowsOf(int width) => Math.Max(1, Numbers / Math.Max(1, width));
}

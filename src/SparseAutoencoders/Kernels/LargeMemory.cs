namespace SparseAutoencoders;

/// <summary>What one phase of large work leaves is given back before the next begins: the runtime by itself would let the leavings of several lie beside each other.</summary>
internal static class LargeMemory
{
    private const long Large = 64 << 20;

    /// <summary>Gives back what nobody holds any more, where matrices are so large that it matters.</summary>
    /// <param name="bytes">Of the parameters.</param>
    public static void GiveBack(long bytes)
    {
        if (bytes >= Large) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}

namespace SparseAutoencoders.Tests;

/// <summary>What code allocates that claims to allocate nothing.</summary>
internal static class Allocations
{
    /// <summary>Bytes this thread allocates in ten calls, the least of five rounds: what the runtime allocates once, where a thread comes by code
    /// for the first time (a lock that is contended, a method compiled anew), shows in one round; what the calls allocate, in all.</summary>
    public static long OfTenCalls(Action call)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) call();
            least = long.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}

namespace SparseAutoencoders;

/// <summary>Which part of a run draws from which stream of the seed's random numbers.</summary>
internal static class Streams
{
    /// <summary>Weights before the first step.</summary>
    public const ulong Initialization = 1;

    /// <summary>Which rows are held out.</summary>
    public const ulong Validation = 2;

    /// <summary>The order of rows in each epoch.</summary>
    public const ulong Order = 3;

    /// <summary>The order of blocks in each epoch, of rows that are not kept.</summary>
    public const ulong Blocks = 4;

    /// <summary>The order of rows in each window of blocks.</summary>
    public const ulong Window = 5;

    /// <summary>Where patches lie in images.</summary>
    public const ulong Patches = 6;

    /// <summary>The seed of a shard, from 0: each draws its order by itself. That of the first is the run's.</summary>
    public static ulong SeedOf(ulong seed, int shard) => seed + (ulong)shard * 0x9E3779B97F4A7C15;
}

namespace SparseAutoencoders;

/// <summary>The blocks in which a machine goes through its rows: none lies across two shards.</summary>
internal static class ShardBlocks
{
    /// <param name="shards">Which rows are this machine's.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="height">Rows of a block; the last of a shard may have fewer.</param>
    public static IReadOnlyList<(int Shard, int First, int Rows)> Of(Shards shards, int rows, int height)
    {
        var blocks = new List<(int, int, int)>();
        for (var shard = 0; shard < shards.Own; shard++)
        {
            var (first, count) = shards.Of(shard, rows);
            for (var done = 0; done < count; done += height) blocks.Add((shard, first + done, Math.Min(height, count - done)));
        }
        return blocks;
    }
}

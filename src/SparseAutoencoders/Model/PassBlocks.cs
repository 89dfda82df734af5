namespace SparseAutoencoders;

/// <summary>All rows through one pass, block after block.</summary>
internal static class PassBlocks
{
    /// <summary>Has the pass hold each block's rows in turn, its means over all rows.</summary>
    /// <param name="values">The pass; a block has as many rows as it has room for.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>The first row of each block; the pass says its number and its shard. Of several machines each goes through its own rows.</returns>
    public static IEnumerable<int> Through<T>(this Pass<T> values, PreparedRows<T> rows, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (number, shard, first, block) in rows.OwnBlocks(values.Capacity, cancellation))
        {
            values.Resize(block.Rows, meanOver: rows.Count);
            values.Take(block);
            (values.Shard, values.Block) = (shard, number);
            yield return first;
        }
    }
}

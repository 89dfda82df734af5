namespace SparseAutoencoders;

/// <summary>A matrix for each block of this machine's rows as far as there is room, for what one pass over all rows leaves to the next: memory does not grow with the rows.</summary>
/// <remarks>The last place is shared by all blocks from there on: what is left in it is the last block's.</remarks>
internal sealed class KeptBlocks<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _places;

    /// <param name="shards">Which rows are this machine's.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="columns">Numbers a row leaves.</param>
    public KeptBlocks(Shards shards, int rows, int columns)
    {
        Height = Math.Min(BlockSizes.Rows, shards.Most(rows));
        var blocks = ShardBlocks.Of(shards, rows, Height).Count;
        _places = [.. Enumerable.Range(0, Math.Min(blocks, BlockSizes.Kept((long)Height * columns * Unsafe.SizeOf<T>()))).Select(_ => new Matrix<T>(Height, columns))];
        Own = blocks > _places.Length ? _places.Length - 1 : _places.Length;
    }

    /// <summary>Rows of a block; the last of a shard may have fewer.</summary>
    public int Height { get; }

    /// <summary>How many blocks, the first ones, have a place of their own.</summary>
    public int Own { get; }

    /// <summary>The place of a block, by its number.</summary>
    public Matrix<T> this[int block] => _places[Math.Min(block, _places.Length - 1)];
}

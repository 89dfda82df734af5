namespace SparseAutoencoders;

/// <summary>A matrix for each block of rows as far as there is room, for what one pass over all rows leaves to the next: memory does not grow with the rows.</summary>
/// <remarks>The last place is shared by all blocks from there on: what is left in it is the last block's.</remarks>
/// <param name="rows">Of all blocks.</param>
/// <param name="columns">Numbers a row leaves.</param>
internal sealed class KeptBlocks<T>(int rows, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _places = [.. Enumerable.Range(0, Math.Min(CountOf(rows), BlockSizes.Kept((long)HeightOf(rows) * columns * Unsafe.SizeOf<T>())))
        .Select(_ => new Matrix<T>(HeightOf(rows), columns))];

    /// <summary>Rows of a block; the last may have fewer.</summary>
    public int Height => HeightOf(rows);

    /// <summary>How many blocks, the first ones, have a place of their own.</summary>
    public int Own => CountOf(rows) > _places.Length ? _places.Length - 1 : _places.Length;

    /// <summary>The place of the block that begins with a row.</summary>
    public Matrix<T> Of(int first) => this[first / Height];

    /// <summary>The place of a block.</summary>
    public Matrix<T> this[int block] => _places[Math.Min(block, _places.Length - 1)];

    private static int HeightOf(int rows) => Math.Min(BlockSizes.Rows, rows);

    private static int CountOf(int rows) => (rows - 1) / HeightOf(rows) + 1;
}

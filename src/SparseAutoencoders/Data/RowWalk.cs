namespace SparseAutoencoders;

/// <summary>Goes over rows a block at a time.</summary>
internal static class RowWalk
{
    /// <summary>Hands over every block with the index of its first row. One matrix serves all blocks.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void ForEach<T>(IRows rows, Action<int, Matrix<T>> action, IProgress<int>? progress, CancellationToken cancel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (first, block) in Blocks<T>(rows, BlockSizes.RowsOf(rows.Width), cancel))
        {
            action(first, block);
            progress?.Report(first + block.Rows);
        }
    }

    /// <summary>The same of the rows of one of a machine's shards alone.</summary>
    public static IEnumerable<(int First, Matrix<T> Rows)> Blocks<T>(Shards shards, int shard, IRows rows, int height, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (before, count) = shards.Of(shard, rows.Count);
        foreach (var (first, block) in Blocks<T>(count == rows.Count ? rows : new RowSlice(rows, before, count), height, cancel)) yield return (before + first, block);
    }

    /// <summary>Every block of so many rows, at least one, with the index of its first row. One matrix serves all blocks.</summary>
    public static IEnumerable<(int First, Matrix<T> Rows)> Blocks<T>(IRows rows, int height, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var block = new Matrix<T>(Math.Min(rows.Count, height), rows.Width);
        for (var first = 0; first < rows.Count; first += block.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            block.Resize(Math.Min(block.Rows, rows.Count - first));
            rows.Read(first, block.All);
            yield return (first, block);
        }
    }
}

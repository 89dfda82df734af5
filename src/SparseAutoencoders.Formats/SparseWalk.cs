using System.Numerics;

namespace SparseAutoencoders.Formats;

/// <summary>Goes over rows without their zeros, a block at a time.</summary>
internal static class SparseWalk
{
    /// <summary>Every block, with the index of its first row. One list serves all blocks.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IEnumerable<(int First, SparseCodes<T> Rows)> Blocks<T>(IRows rows, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var codes = new SparseCodes<T>();
        if (rows is ISparseRows sparse)
        {
            for (var first = 0; first < rows.Count; first += codes.Rows)
            {
                cancel.ThrowIfCancellationRequested();
                sparse.ReadSparse(first, Math.Min(BlockSizes.Rows, rows.Count - first), codes);
                yield return (first, codes);
            }
            yield break;
        }
        foreach (var (first, block) in RowWalk.Blocks<T>(rows, BlockSizes.RowsOf(rows.Width), cancel))
        {
            codes.Take(block);
            yield return (first, codes);
        }
    }
}

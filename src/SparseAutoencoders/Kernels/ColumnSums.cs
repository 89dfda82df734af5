using System.Numerics;

namespace SparseAutoencoders.Kernels;

/// <summary>Sums over the rows of a batch, in blocks on all threads; the same bits for any number of threads.</summary>
internal sealed class ColumnSums<T>(int columns, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BlockSums _blocks = new(columns);
    private readonly double[] _total = new double[columns];

    /// <summary>result[c] += Σ over rows of x[row, c].</summary>
    public void Add(Matrix<T> x, Span<T> result)
    {
        var blocks = RowBlocks.Count(x.Rows);
        _blocks.Prepare(blocks);
        workers.Run(blocks, new SumBlock(x, _blocks));
        _blocks.Total(blocks, _total);
        for (var c = 0; c < columns; c++) result[c] += T.CreateTruncating(_total[c]);
    }

    private readonly struct SumBlock(Matrix<T> x, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, x.Rows);
            Reductions.AddColumnSums(x, first, rows, sums.Line(task));
        }
    }
}

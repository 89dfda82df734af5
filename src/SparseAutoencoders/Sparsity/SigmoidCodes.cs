namespace SparseAutoencoders;

/// <summary>H = g(Z), g the sigmoid, and the codes' sums over rows: what mechanisms with sigmoid codes have in common.</summary>
internal sealed class SigmoidCodes<T>(int hiddenUnits, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BlockSums _sums = new(hiddenUnits);

    /// <summary>PreCodes → Codes, UnitSums.</summary>
    public void Forward(Pass<T> values)
    {
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, hiddenUnits, new Activate(values.PreCodes, values.Codes, _sums));
        _sums.Total(blocks, values.UnitSums);
    }

    /// <summary>Codes alone, see <see cref="ISparsity{T}.Encode"/>.</summary>
    public static void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes) =>
        weights.Multiply(rows, biases, codes, new MapEnd<T, SigmoidFunction<T>>(default));

    private readonly struct Activate(Matrix<T> preCodes, Matrix<T> codes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, preCodes.Rows);
            Elementwise.Map<T, SigmoidFunction<T>>(preCodes.Block(first, rows), codes.Block(first, rows), default);
            Reductions.AddRows<T>(codes.Block(first, rows), sums.Line(task));
        }
    }
}

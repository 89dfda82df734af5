namespace SparseAutoencoders;

/// <summary>H = g(Z), g the sigmoid, and the codes' sums over rows: what mechanisms with sigmoid codes have in common.</summary>
internal sealed class SigmoidCodes<T>(int hiddenUnits, Workers workers) : IRowCoder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Furthest = 1e3;                         // where a bias is looked for: beyond it every sigmoid is 0 or 1

    private readonly BlockSums _sums = new(hiddenUnits);

    /// <summary>PreCodes → Codes, UnitSums.</summary>
    public void Forward(Pass<T> values)
    {
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, hiddenUnits, new Activate(values.PreCodes, values.Codes, _sums));
        _sums.Total(blocks, values.UnitSums);
    }

    /// <summary>b with a mean of g(product + b) of ρ over some rows, by halving: the mean grows with b.</summary>
    public static double Bias(double rho, ReadOnlySpan<double> products)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var product in products) (least, most) = (Math.Min(least, product), Math.Max(most, product));
        var (low, high) = (-Furthest - most, Furthest - least);
        for (var middle = 0.5 * (low + high); middle > low && middle < high; middle = 0.5 * (low + high))
        {
            var sum = 0.0;
            foreach (var product in products) sum += 1 / (1 + Math.Exp(-product - middle));
            if (sum / products.Length < rho) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <inheritdoc/>
    public void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes) =>
        weights.Multiply(rows, biases, codes, new MapEnd<T, SigmoidFunction<T>>(default));

    private readonly struct Activate(Matrix<T> preCodes, Matrix<T> codes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, preCodes.Rows);
            Elementwise.Map<T, SigmoidFunction<T>>(preCodes.Block(first, rows), codes.Block(first, rows), default);
            Reductions.AddRows<T>(codes.Block(first, rows), sums.SumsOf(task));
        }
    }
}

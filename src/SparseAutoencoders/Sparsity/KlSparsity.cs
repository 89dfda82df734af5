namespace SparseAutoencoders;

/// <summary>Sigmoid codes whose mean over rows is pulled towards ρ.</summary>
/// <remarks>H = g(Z), g the sigmoid. Penalty: Ω = Σ_l KL(ρ ‖ ρ̂_l), ρ̂_l = (1/m) Σ_i h_il over the whole batch.
/// Backward: dZ = (dH + β Ω'(ρ̂_l)/m) ∘ H ∘ (1 − H). With a running mean the slope is read at the running value while ρ̂_l is
/// differentiated as the batch's own mean, so that β keeps its meaning.</remarks>
internal sealed class KlSparsity<T>(KlOptions options, Parameters<T> parameters, Workers workers) : ISparsity<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Kept = 0.9;                             // of the old running mean, a batch

    private readonly SigmoidCodes<T> _sigmoid = new(parameters.HiddenUnits, workers);
    private readonly BlockSums _sums = new(parameters.HiddenUnits);
    private readonly double[] _slopes = new double[parameters.HiddenUnits];
    private readonly Matrix<T> _perRow = new(1, parameters.HiddenUnits);    // β Ω'(ρ̂_l) / m
    private readonly double[] _running = new double[parameters.HiddenUnits];
    private bool _begun;

    /// <inheritdoc/>
    public void Forward(Pass<T> values) => _sigmoid.Forward(values);

    /// <inheritdoc/>
    public SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        var penalty = 0.0;
        for (var l = 0; l < _slopes.Length; l++)
        {
            var mean = unitSums[l] / rows;
            if (options.RhoEstimate == RhoEstimate.Running)
                mean = _running[l] = _begun ? Kept * _running[l] + (1 - Kept) * mean : mean;
            penalty += KlDivergence.Value(options.Rho, mean);
            _slopes[l] = options.Beta * KlDivergence.Slope(options.Rho, mean);
        }
        _begun = true;
        return new(penalty, options.Beta * penalty);
    }

    /// <inheritdoc/>
    public void KeepIn(SavedState state)
    {
        if (options.RhoEstimate != RhoEstimate.Running) return;
        state.Keep<double>("kl.running", _running);
        state.Keep("kl.begun", ref _begun);
    }

    /// <inheritdoc/>
    public void ResetUnit(int unit, ReadOnlySpan<double> products)
    {
        parameters.EncoderBiases[unit] = T.CreateTruncating(SigmoidCodes<T>.Bias(options.Rho, products));
        _running[unit] = options.Rho;
    }

    /// <inheritdoc/>
    public IRowCoder<T> Freeze() => _sigmoid;

    /// <inheritdoc/>
    public void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures) => options.Judge(unitSums, rows, figures);

    /// <inheritdoc/>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var perRow = _perRow.All;
        for (var l = 0; l < perRow.Length; l++) perRow[l] = T.CreateTruncating(_slopes[l] / values.MeanOver);
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, values.HiddenUnits, new ThroughSigmoid(gradients.Codes, _perRow, values.Codes, gradients.PreCodes, _sums));
        _sums.Total(blocks, gradients.UnitSums);
    }

    private readonly struct ThroughSigmoid(Matrix<T> codeGradients, Matrix<T> perRow, Matrix<T> codes, Matrix<T> preCodeGradients, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
                Elementwise.Map<T, PenalizedSlope>(codeGradients.Row(r), perRow.All, codes.Row(r), preCodeGradients.Row(r), default);
            Reductions.AddRows<T>(preCodeGradients.Block(first, rows), sums.SumsOf(task));
        }
    }

    /// <summary>(dh + penalty's slope) · h (1 − h).</summary>
    private readonly struct PenalizedSlope : IMap3<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => (x + y) * SigmoidFunction<T>.Slope(z);
    }
}

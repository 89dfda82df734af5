namespace SparseAutoencoders;

/// <summary>Sigmoid codes whose mean over rows is ρ, by the choice of the encoder's biases.</summary>
/// <remarks>For given weights (1/m) Σ_i g(W_e[l]·x_i + b_l) = ρ has exactly one solution b_l, for the left side grows with b_l. By the implicit
/// function theorem ∂b_l/∂W_e[l] = −c_l, where c_l = Σ_i s_il x_i / Σ_i s_il is the mean row weighed by the slopes s = h(1 − h). So a
/// function of weights and biases with the gradient (G, γ) has, as a function of the weights alone, the gradient G[l] − γ_l c_l, and after a
/// step ΔW_e the biases go by −c_l·ΔW_e[l] to first order. Both need one matrix product more than a step has, SᵀX. What the first order misses
/// adds up over steps, for g is convex where units are quiet: ρ̂ drifts upwards. So the biases also go a little towards the ρ̂ of the batch being ρ.</remarks>
internal sealed class HeldSparsity<T>(HeldOptions options, Parameters<T> parameters, Workers workers) : ISparsity<T>, IConstraint<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A step corrects drift by at most this. What a bias follows its weights by has no bound: c_l is a mean of rows, so it goes as far as
    /// the step moved them, which at a rate of 0.01 can be several units; held back there, ρ̂ leaps and the run goes astray.</summary>
    private const double MostCorrected = 0.5;

    /// <summary>The drift is read off the ρ̂ of single batches, which is noisy: each counts for so little that the mean is over about so many
    /// activations of a unit, that is, over 125/ρ rows.</summary>
    private const double DriftWindow = 125;

    /// <summary>A unit whose slopes have no larger mean is stuck on every row of the batch: its weighted mean row is not defined.</summary>
    private const double Stuck = 1e-20;

    private readonly SigmoidCodes<T> _sigmoid = new(parameters.HiddenUnits, workers);
    private readonly BlockSums _sums = new(2 * parameters.HiddenUnits);            // of the pre-codes' gradient, then of the slopes
    private readonly double[] _slopeSums = new double[parameters.HiddenUnits];     // Σ_i s_il over the batch
    private readonly double[] _means = new double[parameters.HiddenUnits];         // ρ̂ of the batch
    private readonly double[] _products = new double[parameters.HiddenUnits];      // c_l · W_e[l] before the step
    private ShardTotal<Matrix<T>, T>? _slopeRows;                       // makes SᵀX; made when training begins
    private Matrix<T>? _centres;                                        // (hidden units, inputs): SᵀX, then c
    private BiasSolver<T>? _solver;
    private int _rows;

    /// <inheritdoc/>
    public IConstraint<T> Constraint => this;

    /// <inheritdoc/>
    public void Forward(Pass<T> values) => _sigmoid.Forward(values);

    /// <inheritdoc/>
    public IRowCoder<T> Freeze() => _sigmoid;

    /// <inheritdoc/>
    public void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures) => options.Judge(unitSums, rows, figures);

    /// <inheritdoc/>
    public void ResetUnit(int unit, ReadOnlySpan<double> products) =>
        parameters.EncoderBiases[unit] = T.CreateTruncating(SigmoidCodes<T>.Bias(options.Rho, products));

    /// <inheritdoc/>
    public SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        _slopeRows?.Begin();
        _rows = rows;
        var penalty = 0.0;
        for (var l = 0; l < _means.Length; l++)
        {
            _means[l] = unitSums[l] / rows;
            penalty += KlDivergence.Value(options.Rho, _means[l]);
        }
        return new(penalty, 0 * penalty);                        // NaN stays NaN
    }

    /// <inheritdoc/>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var hiddenUnits = values.HiddenUnits;
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, hiddenUnits, new ThroughSigmoid(gradients.Codes, values.Codes, gradients.PreCodes, gradients.Slopes, _sums));
        _sums.Total(blocks, gradients.UnitSums);
        _centres ??= new Matrix<T>(hiddenUnits, values.Inputs);
        _slopeRows ??= new(workers.Shards, _centres, () => new(parameters.HiddenUnits, parameters.Inputs), rows => rows, workers);
        var (slopeRows, begun) = _slopeRows.Of(values.Shard);
        MatrixProduct.TransposeMultiply(gradients.Slopes, values.Input, slopeRows, workers, accumulate: begun);
    }

    /// <inheritdoc/>
    public int GradientSumsPerUnit => 2;

    /// <inheritdoc/>
    public void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        gradientSums[_slopeSums.Length..].CopyTo(_slopeSums);
        _slopeRows!.Complete();
    }

    /// <inheritdoc/>
    public void Project(Parameters<T> parameters, Parameters<T> gradient, double weightDecay)
    {
        RowBlocks.Run(workers, parameters.HiddenUnits, parameters.Inputs, new Eliminate(_centres!, _slopeSums, Stuck * _rows, parameters, gradient, _products));
        gradient.EncoderBiases.Clear();
    }

    /// <inheritdoc/>
    public void Restore(Parameters<T> parameters)
    {
        // ρ(1 − ρ) is at least the slopes' mean where ρ̂ = ρ: with it a correction never goes too far.
        var correction = Math.Min(0.5, _rows * options.Rho / DriftWindow) / (options.Rho * (1 - options.Rho));
        RowBlocks.Run(workers, parameters.HiddenUnits, parameters.Inputs, new GoAlong(_centres!, parameters, _products, _means, options.Rho, correction));
    }

    /// <inheritdoc/>
    public void Solve(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation) =>
        Solver(rows).Solve(parameters, cancellation);

    /// <inheritdoc/>
    public ConstraintReport Report(Parameters<T> parameters, PreparedRows<T> rows, string stored, CancellationToken cancellation)
    {
        var units = Solver(rows).Measure(parameters, cancellation);
        var deviations = units.Select(unit => Math.Abs(unit.MeanActivation - options.Rho) / options.Rho).ToList();
        return ConstraintReport.OfRho("ρ", options.Tolerance, deviations, l => Reason(units[l], double.CreateTruncating(parameters.EncoderBiases[l]), stored), l => units[l].Low == units[l].High);
    }

    private static string Reason(UnitStand unit, double bias, string stored) =>
        !double.IsFinite(unit.MeanActivation) ? "its pre-codes are not finite"
        : string.Create(CultureInfo.InvariantCulture, $"{stored} precision cannot place its bias, {bias:G4}, more finely: before it the pre-codes go from {unit.Low:G4} to {unit.High:G4}");

    private BiasSolver<T> Solver(PreparedRows<T> rows) => _solver is not null && _solver.Rows == rows
        ? _solver
        : _solver = new BiasSolver<T>(rows, parameters.HiddenUnits, options.Rho, workers);

    private readonly struct ThroughSigmoid(Matrix<T> codeGradients, Matrix<T> codes, Matrix<T> preCodeGradients, Matrix<T> slopes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            var line = sums.SumsOf(task);
            Elementwise.Map<T, TimesSlope>(codeGradients.Block(first, rows), codes.Block(first, rows), preCodeGradients.Block(first, rows), default);
            Elementwise.Map<T, SigmoidSlope<T>>(codes.Block(first, rows), slopes.Block(first, rows), default);
            Reductions.AddRows<T>(preCodeGradients.Block(first, rows), line[..codes.Columns]);
            Reductions.AddRows<T>(slopes.Block(first, rows), line[codes.Columns..]);
        }
    }

    /// <summary>dh · h (1 − h).</summary>
    private readonly struct TimesSlope : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x * SigmoidFunction<T>.Slope(y);
    }

    /// <summary>Leaves c_l in the place of row l of SᵀX, takes γ_l c_l off the weights' gradient, and notes c_l · W_e[l].</summary>
    private readonly struct Eliminate(Matrix<T> centres, double[] slopeSums, double stuck, Parameters<T> parameters, Parameters<T> gradient, double[] products)
        : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, centres.Rows);
            for (var l = first; l < first + units; l++)
            {
                var centre = centres.Row(l);
                if (slopeSums[l] > stuck) Elementwise.Map<T, Scale<T>>(centre, centre, new Scale<T>(T.CreateTruncating(1 / slopeSums[l])));
                else centre.Clear();
                var row = gradient.EncoderWeights.Row(l);
                Elementwise.Map<T, AddScaled<T>>(centre, row, row, new AddScaled<T>(-gradient.EncoderBiases[l]));
                products[l] = Reductions.Dot<T>(centre, parameters.EncoderWeights.Row(l));
            }
        }
    }

    /// <summary>b_l −= c_l · ΔW_e[l], as the difference of two products in double, and a share of the drift.</summary>
    private readonly struct GoAlong(Matrix<T> centres, Parameters<T> parameters, double[] products, double[] means, double rho, double correction) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, centres.Rows);
            for (var l = first; l < first + units; l++)
            {
                var followed = Reductions.Dot<T>(centres.Row(l), parameters.EncoderWeights.Row(l)) - products[l];
                var corrected = Math.Clamp(correction * (means[l] - rho), -MostCorrected, MostCorrected);
                parameters.EncoderBiases[l] -= T.CreateTruncating(followed + corrected);
            }
        }
    }
}

/// <summary>h (1 − h).</summary>
internal readonly struct SigmoidSlope<T> : IMap<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => SigmoidFunction<T>.Slope(x);
}

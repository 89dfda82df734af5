namespace SparseAutoencoders;

/// <summary>Sigmoid codes whose mean over rows is ρ and whose contrast is C, by the choice of each unit's gain and bias.</summary>
/// <remarks>What is free of W_e[l] is its direction; its length, the gain, and b_l follow. With s = h(1 − h), c₁ = Σ_i s_il x_i and c₂ = Σ_i h_il s_il x_i say how the mean and (half)
/// the mean square go with W_e[l], Σ s and Σ hs how they go with b_l. A function with the gradient (G, γ) by weights and bias has, as a function of the directions, the gradient
/// G[l] + ν₁c₁ + ν₂c₂, where ν₁ and ν₂ are such that nothing is left of the bias's, γ + ν₁Σs + ν₂Σhs, and of the gain's, (G[l] + ν₁c₁ + ν₂c₂)·W_e[l]: weight decay, which a gain
/// changes, included. Two matrix products more than a step has, SᵀX and (HS)ᵀX. After a step the bias follows as in <see cref="HeldSparsity{T}"/>. How the gain would follow is known
/// from the few rows of a batch for which a unit speaks, and following it is worse than not: only its drift is taken back.</remarks>
internal sealed class ContrastSparsity<T>(HeldOptions options, double contrast, Parameters<T> parameters, Workers workers) : ISparsity<T>, IConstraint<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A step corrects drift by at most this: of a bias, and of a gain's logarithm.</summary>
    private const double MostCorrected = 0.5;

    /// <summary>The drift is read off single batches, which is noisy: each counts for so little that a correction is made of about so many activations of a unit. Of gains ten times
    /// as many: at 5 of 512 directions a row, batches of 256, 86 % of the directions were found with 12 for both, 92 % so.</summary>
    private const double BiasWindow = 12, GainWindow = 120;

    /// <summary>A unit whose slopes, or what stretching it does, are this much smaller in a batch than they are where the constraint holds: the batch tells nothing of them.</summary>
    private const double Telling = 1e-3;

    private readonly int _units = parameters.HiddenUnits;
    private readonly SigmoidCodes<T> _sigmoid = new(parameters.HiddenUnits, workers);
    private readonly BlockSums _sums = new(3 * parameters.HiddenUnits);
    private readonly BlockSums _squares = new(parameters.HiddenUnits);
    private readonly Unit[] _of = new Unit[parameters.HiddenUnits];
    private Matrix<T>? _slopeRows, _codeSlopeRows, _before;      // (hidden units, inputs): SᵀX, (HS)ᵀX, W_e before the step; made when training begins
    private ShardTotal<Matrix<T>, T>? _slopeTotal, _codeSlopeTotal;
    private ContrastSolver<T>? _solver;
    private int _rows;

    /// <inheritdoc/>
    public int SumsPerUnit => 2;

    // Where the constraint holds: the mean of h², and that of s.
    private double Square => options.Rho * options.Rho + contrast * (options.Rho - options.Rho * options.Rho);

    private double Slope => (options.Rho - options.Rho * options.Rho) * (1 - contrast);

    /// <inheritdoc/>
    public IConstraint<T> Constraint => this;

    /// <inheritdoc/>
    public void Forward(Pass<T> values)
    {
        _sigmoid.Forward(values);
        var blocks = RowBlocks.Count(values.Rows);
        _squares.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, _units, new SumSquares(values.Codes, _squares));
        _squares.Total(blocks, values.UnitSums[_units..]);
    }

    /// <inheritdoc/>
    public IRowCoder<T> Freeze() => _sigmoid;

    /// <inheritdoc/>
    public void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures)
    {
        options.Judge(unitSums[.._units], rows, figures);
        var (deviation, worst) = (0.0, 0.0);
        for (var l = 0; l < _units; l++)
        {
            var off = Math.Abs(CodeContrast.Of(unitSums[l] / rows, unitSums[_units + l] / rows) - contrast) / contrast;
            (deviation, worst) = (deviation + off, Math.Max(worst, off));
        }
        (figures[2], figures[3]) = (deviation / _units, worst);
    }

    /// <inheritdoc/>
    public SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        _slopeTotal?.Begin();
        _codeSlopeTotal?.Begin();
        _rows = rows;
        var penalty = 0.0;
        for (var l = 0; l < _units; l++)
        {
            _of[l] = new Unit { Mean = unitSums[l] / rows, Square = unitSums[_units + l] / rows };
            penalty += KlDivergence.Value(options.Rho, _of[l].Mean);
        }
        return new(penalty, 0 * penalty);                        // NaN stays NaN
    }

    /// <inheritdoc/>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, _units, new ThroughSigmoid(gradients.Codes, values.Codes, gradients.PreCodes, gradients.Slopes, values.Slopes, _sums));
        _sums.Total(blocks, gradients.UnitSums);
        _slopeRows ??= new Matrix<T>(_units, values.Inputs);
        _codeSlopeRows ??= new Matrix<T>(_units, values.Inputs);
        _before ??= new Matrix<T>(_units, values.Inputs);
        _slopeTotal ??= new(workers.Shards, _slopeRows, () => new(_units, parameters.Inputs), rows => rows, workers);
        _codeSlopeTotal ??= new(workers.Shards, _codeSlopeRows, () => new(_units, parameters.Inputs), rows => rows, workers);
        var (slopeRows, begun) = _slopeTotal.Of(values.Shard);
        MatrixProduct.TransposeMultiply(gradients.Slopes, values.Input, slopeRows, workers, accumulate: begun);
        MatrixProduct.TransposeMultiply(values.Slopes, values.Input, _codeSlopeTotal.Of(values.Shard).Item, workers, accumulate: begun);
    }

    /// <inheritdoc/>
    public int GradientSumsPerUnit => 3;

    /// <inheritdoc/>
    public void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        for (var l = 0; l < _units; l++) (_of[l].Slopes, _of[l].CodeSlopes) = (gradientSums[_units + l], gradientSums[2 * _units + l]);
        _slopeTotal!.Complete();
        _codeSlopeTotal!.Complete();
    }

    /// <inheritdoc/>
    public void Project(Parameters<T> parameters, Parameters<T> gradient, double weightDecay)
    {
        RowBlocks.Run(workers, _units, parameters.Inputs, new Eliminate(_slopeRows!, _codeSlopeRows!, _before!, _of, parameters, gradient, weightDecay, Telling * _rows * Slope, contrast));
        gradient.EncoderBiases.Clear();
    }

    /// <inheritdoc/>
    public void Restore(Parameters<T> parameters)
    {
        var active = _rows * options.Rho;
        var (shift, stretch) = (Math.Min(0.5, active / BiasWindow) / Slope, Math.Min(0.5, active / GainWindow) / (Slope * contrast));
        RowBlocks.Run(workers, _units, parameters.Inputs, new GoAlong(_before!, _slopeRows!, _of, parameters, Telling * _rows * Slope, options.Rho, Square, shift, stretch));
    }

    /// <inheritdoc/>
    public void Solve(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation) => Solver(rows).Solve(parameters, cancellation);

    /// <inheritdoc/>
    public void ResetUnit(int unit, ReadOnlySpan<double> products) => parameters.EncoderBiases[unit] = T.CreateTruncating(SigmoidCodes<T>.Bias(options.Rho, products));

    /// <inheritdoc/>
    public ConstraintReport Report(Parameters<T> parameters, PreparedRows<T> rows, string stored, CancellationToken cancellation)
    {
        var units = Solver(rows).Measure(parameters, cancellation);
        var deviations = units.Select(unit => Math.Max(Math.Abs(unit.MeanActivation - options.Rho) / options.Rho, Math.Abs(unit.Contrast - contrast) / contrast)).ToList();
        return ConstraintReport.OfRho("ρ and contrast", options.Tolerance, deviations, l => Reason(units[l], double.CreateTruncating(parameters.EncoderBiases[l]), stored), l => units[l].Low == units[l].High);
    }

    private string Reason(ContrastStand unit, double bias, string stored) => !double.IsFinite(unit.MeanActivation) ? "its pre-codes are not finite"
        : unit.Low == unit.High ? "what it weighs is the same in all rows"
        : unit.Contrast < contrast && ContrastSolver<T>.IsWidest(unit) ? string.Create(CultureInfo.InvariantCulture, $"no gain gives it more than a contrast of {unit.Contrast:G4} at this mean: what it weighs takes too few values")
        : string.Create(CultureInfo.InvariantCulture, $"{stored} precision cannot place its bias, {bias:G4}, more finely: before it the pre-codes go from {unit.Low:G4} to {unit.High:G4}");

    private ContrastSolver<T> Solver(PreparedRows<T> rows) => _solver is not null && _solver.Rows == rows
        ? _solver
        : _solver = new ContrastSolver<T>(rows, _units, options.Rho, contrast, workers);

    /// <summary>What a batch says of a unit.</summary>
    private struct Unit
    {
        public double Mean, Square, Slopes, CodeSlopes;          // means of h and h²; Σ s, Σ hs
        public double AtStart;                                   // c₁·W_e before the step
    }

    private readonly struct SumSquares(Matrix<T> codes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            Reductions.AddRows<T, Squared>(codes.Block(first, rows), sums.SumsOf(task), default);
        }
    }

    private readonly struct ThroughSigmoid(Matrix<T> codeGradients, Matrix<T> codes, Matrix<T> preCodeGradients, Matrix<T> slopes, Matrix<T> codeSlopes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            var line = sums.SumsOf(task);
            var units = codes.Columns;
            Elementwise.Map<T, SigmoidSlope<T>>(codes.Block(first, rows), slopes.Block(first, rows), default);
            Elementwise.Map<T, Times>(codes.Block(first, rows), slopes.Block(first, rows), codeSlopes.Block(first, rows), default);
            Elementwise.Map<T, Times>(codeGradients.Block(first, rows), slopes.Block(first, rows), preCodeGradients.Block(first, rows), default);
            Reductions.AddRows<T>(preCodeGradients.Block(first, rows), line[..units]);
            Reductions.AddRows<T>(slopes.Block(first, rows), line.Slice(units, units));
            Reductions.AddRows<T>(codeSlopes.Block(first, rows), line[(2 * units)..]);
        }
    }

    /// <summary>Takes off the weights' gradient what gain and bias answer for, and notes where the weights are.</summary>
    private readonly struct Eliminate(Matrix<T> slopeRows, Matrix<T> codeSlopeRows, Matrix<T> before, Unit[] of, Parameters<T> parameters, Parameters<T> gradient, double weightDecay,
        double telling, double contrast) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, of.Length);
            for (var l = first; l < first + units; l++)
            {
                ref var unit = ref of[l];
                Span<T> weights = parameters.EncoderWeights.Row(l), slopes = slopeRows.Row(l), codeSlopes = codeSlopeRows.Row(l), row = gradient.EncoderWeights.Row(l);
                weights.CopyTo(before.Row(l));
                unit.AtStart = Reductions.Dot<T>(slopes, weights);
                if (!(unit.Slopes > telling)) continue;
                var bias = double.CreateTruncating(gradient.EncoderBiases[l]);
                var centre = unit.AtStart / unit.Slopes;
                var stretch = Reductions.Dot<T>(codeSlopes, weights) - unit.CodeSlopes * centre;
                var along = Reductions.Dot<T>(row, weights) + 2 * weightDecay * Reductions.SquaredNorm<T>(weights) - bias * centre;
                var second = stretch > telling * contrast ? -along / stretch : 0;
                var one = -(bias + second * unit.CodeSlopes) / unit.Slopes;
                Elementwise.Map<T, AddScaled<T>>(slopes, row, row, new AddScaled<T>(T.CreateTruncating(one)));
                Elementwise.Map<T, AddScaled<T>>(codeSlopes, row, row, new AddScaled<T>(T.CreateTruncating(second)));
            }
        }
    }

    /// <summary>A step is one of the direction, so it is as much longer as the row is. The bias follows to first order; gain and bias go a little towards ρ and C.</summary>
    private readonly struct GoAlong(Matrix<T> before, Matrix<T> slopeRows, Unit[] of, Parameters<T> parameters, double telling, double rho, double square, double shift, double stretch)
        : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, of.Length);
            for (var l = first; l < first + units; l++)
            {
                ref var unit = ref of[l];
                if (!(unit.Slopes > telling)) continue;
                Span<T> weights = parameters.EncoderWeights.Row(l), was = before.Row(l);
                Elementwise.Map<T, Lengthen>(was, weights, weights, new Lengthen(T.CreateTruncating(Math.Sqrt(Reductions.SquaredNorm<T>(was)))));
                // h² against h: whether a batch has many rows or few that the unit speaks for does not matter.
                var gain = Math.Exp(Math.Clamp(stretch * (square / rho * unit.Mean - unit.Square), -MostCorrected, MostCorrected));
                Elementwise.Map<T, Scale<T>>(weights, weights, new Scale<T>(T.CreateTruncating(gain)));
                var followed = (Reductions.Dot<T>(slopeRows.Row(l), weights) - unit.AtStart) / unit.Slopes;
                var corrected = Math.Clamp(shift * (unit.Mean - rho), -MostCorrected, MostCorrected);
                parameters.EncoderBiases[l] -= T.CreateTruncating(followed + corrected);
            }
        }
    }

    /// <summary>x + length·(y − x).</summary>
    private readonly struct Lengthen(T length) : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => VectorMath.FusedMultiplyAdd(Vector512.Create(length), y - x, x);
    }

    /// <summary>x².</summary>
    private readonly struct Squared : IMap<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x) => x * x;
    }

    /// <summary>x·y.</summary>
    private readonly struct Times : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x * y;
    }
}

namespace SparseAutoencoders;

/// <summary>Codes are relu(z), and λ Σ h ‖W_d[l]‖ is added to the loss: λ is moved so that L0 becomes n, or fixed. In use a unit is active above the level at which L0 over the training rows is n.
/// Source: Bricken et al., "Towards monosemanticity" (2023).</summary>
public sealed record L1Options : L0Options
{
    /// <summary>Fixed weight λ of the codes' sum, instead of <see cref="L0Options.L0"/>. Default null, which moves it until L0 is what is asked; at least 0.</summary>
    [Setting("l1", "fixed weight of the L1 term, in place of an L0 asked for", Min = 0, Unset = "moved until L0 is what is asked")]
    public double? L1 { get; init; }

    /// <inheritdoc/>
    public override string Activation => "threshold";

    /// <inheritdoc/>
    /// <remarks>A weight that stays: one that is moved after every step is another function at each.</remarks>
    public override IReadOnlyList<(string Word, SparsityOptions Options)> Checked => L1 is null ? (this with { L0 = null, L1 = PenaltyControl<double>.Start }).Checked : base.Checked;

    /// <inheritdoc/>
    public override string? PenaltyWeight => L1 is null ? null : nameof(L1);

    /// <inheritdoc/>
    public override SparsityOptions Completed(int hiddenUnits) => L1 is null ? base.Completed(hiddenUnits)
        : L0 is null ? (L1Options)base.Completed(hiddenUnits) with { L0 = null }
        : throw new ArgumentException("`L1`: with a fixed weight L0 is what comes of it, and `L0` cannot be asked for. Give one of the two.");

    /// <inheritdoc/>
    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [.. base.Blocks(inputs, hiddenUnits), PenaltyControl<double>.Block];

    /// <inheritdoc/>
    public override void Initialize<T>(Parameters<T> parameters, RandomNumbers random)
    {
        base.Initialize(parameters, random);
        PenaltyControl<T>.Begin(parameters, L1);
    }

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new L1Sparsity<T>(this, parameters, workers);
}

/// <summary>The station of <see cref="L1Options"/>.</summary>
internal sealed class L1Sparsity<T>(L1Options options, Parameters<T> parameters, Workers workers) : L0Sparsity<T>(options, parameters, workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PenaltyControl<T> _control = new(parameters[PenaltyControl<T>.Tensor], options.L1 is not null, options.L0);
    private double? _l0;                                         // of the batch whose step is not over yet
    private readonly double[] _lengths = new double[parameters.HiddenUnits];

    protected override bool HasLevel => options.L0 is not null;

    public override bool IsUnitwise => options.DecoderNorm == DecoderNorm.Unit;

    public override IRowCoder<T> Freeze() => new ThresholdCoder<T>(Parameters, Bias, Offsets!, TakesOff);

    protected override void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows)
    {
        Gather(batch, null, T.Zero);
        foreach (var values in batch) Take(values);
    }

    public override SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        var penalty = 0.0;
        for (var l = 0; l < Units; l++)
        {
            _lengths[l] = options.DecoderNorm == DecoderNorm.Unit ? 1 : Math.Sqrt(Reductions.SquaredNorm<T>(Parameters.DecoderWeights.Row(l)));
            penalty += unitSums[l] / rows * _lengths[l];
        }
        return new(penalty, _control.Weight * penalty);
    }

    public override void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var (slopes, perRow) = (gradients.SparseCodes!, _control.Weight / values.MeanOver);
        var units = slopes.Units;
        for (var place = 0; place < units.Length; place++) slopes.Values[place] += T.CreateTruncating(perRow * _lengths[units[place]]);
        base.Backward(values, gradients, weightGradients, add);
        if (options.DecoderNorm == DecoderNorm.Free)
        {
            for (var l = 0; l < Units; l++)
            {
                var row = Parameters.DecoderWeights.Row(l);
                var slope = weightGradients.DecoderWeights.Row(l);
                if (_lengths[l] > 0) Elementwise.Map<T, AddScaled<T>>(row, slope, slope, new AddScaled<T>(T.CreateTruncating(perRow * values.UnitSums[l] / _lengths[l])));
            }
        }
    }

    public override void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        base.CompleteGradient(unitSums, gradientSums, rows, weightGradients);
        _l0 = unitSums.Slice(Units, Units).ToArray().Sum() / rows;
    }

    public override void EndStep()
    {
        base.EndStep();
        if (_l0 is { } l0) _control.Move(l0);
        _l0 = null;
    }
}

namespace SparseAutoencoders;

/// <summary>A gate π decides whether a unit is active, a magnitude with a scale and a bias of its own how strongly: the penalty that makes codes sparse does not shrink them. λ is moved so that L0 becomes n, or fixed.
/// Source: Rajamanoharan et al., "Improving dictionary learning with gated sparse autoencoders" (2024).</summary>
public sealed record GatedOptions : L0Options
{
    /// <summary>Names of the tensors of the gate: its biases b_g, and r, the logarithm of what magnitudes are longer by than gates.</summary>
    public const string GateBiases = "gate.bias", GateScales = "gate.scale";

    /// <summary>Fixed weight λ of the gates' sum, instead of <see cref="L0Options.L0"/>. Default null, which moves it until L0 is what is asked; at least 0.</summary>
    [Setting("l1", "fixed weight of the L1 term, in place of an L0 asked for", Min = 0, Unset = "moved until L0 is what is asked")]
    public double? L1 { get; init; }

    /// <inheritdoc/>
    public override string Activation => "gated";

    /// <inheritdoc/>
    public override IReadOnlyList<GraphNode>? Graph =>
    [
        new("Add", ["products", GateBiases], "gate"),
        new("LessOrEqual", ["gate", "0"], "closed"),
        new("Exp", [GateScales], "scale"),
        new("Mul", ["products", "scale"], "scaled"),
        new("Add", ["scaled", ParameterTable.EncoderBiases], "magnitude"),
        new("LessOrEqual", ["magnitude", "0"], "empty"),
        new("Or", ["closed", "empty"], "inactive"),
        new("Where", ["inactive", "0", "magnitude"], "codes"),
    ];

    /// <inheritdoc/>
    /// <remarks>A weight that stays: one that is moved after every step is another function at each.</remarks>
    public override IReadOnlyList<(string Word, SparsityOptions Options)> Checked => L1 is null ? (this with { L0 = null, L1 = PenaltyControl<double>.Start }).Checked : base.Checked;

    /// <inheritdoc/>
    public override string? PenaltyWeight => L1 is null ? null : nameof(L1);

    internal override string Biases => GateBiases;

    /// <inheritdoc/>
    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [new(GateBiases, hiddenUnits) { IsPerUnit = true }, new(GateScales, hiddenUnits) { IsPerUnit = true }, PenaltyControl<double>.Block];

    /// <inheritdoc/>
    public override SparsityOptions Completed(int hiddenUnits) => L1 is null ? base.Completed(hiddenUnits)
        : L0 is null ? (GatedOptions)base.Completed(hiddenUnits) with { L0 = null }
        : throw new ArgumentException("`L1`: with a fixed weight L0 is what comes of it, and `L0` cannot be asked for. Give one of the two.");

    /// <inheritdoc/>
    public override void Initialize<T>(Parameters<T> parameters, RandomNumbers random)
    {
        base.Initialize(parameters, random);
        PenaltyControl<T>.Begin(parameters, L1);
    }

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new GatedSparsity<T>(this, parameters, workers);
}

/// <summary>The station of <see cref="GatedOptions"/>.</summary>
/// <remarks>u = W_e v, π = u + b_g, h = [π > 0] relu(e^r u + b_m), b_m the encoder's biases. Penalty λ Σ relu(π), and the gate's own loss ‖y − (relu(π) W_d + b_d)‖² with W_d, b_d held fixed: the gate learns from these two alone.
/// The level at which L0 is n is taken off b_g.</remarks>
internal sealed class GatedSparsity<T> : L0Sparsity<T>, IAuxiliaryLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GatedOptions _options;
    private readonly PenaltyControl<T> _control;
    private double? _l0;                                         // of the batch whose step is not over yet
    private readonly Matrix<T> _gates, _scales, _floors;
    private readonly SparseCodes<T> _open = new(), _gateSlopes = new();
    private readonly double[] _gateSums, _scaleSums, _magnitudeSums;
    private Matrix<T>? _estimate, _heldDecoder, _heldBiases;

    public GatedSparsity(GatedOptions options, Parameters<T> parameters, Workers workers) : base(options, parameters, workers)
    {
        (_options, _control) = (options, new(parameters[PenaltyControl<T>.Tensor], options.L1 is not null, options.L0));
        (_gates, _scales, _floors) = (parameters[GatedOptions.GateBiases], parameters[GatedOptions.GateScales], new(1, parameters.HiddenUnits));
        (_gateSums, _scaleSums, _magnitudeSums) = (new double[Units], new double[Units], new double[Units]);
    }

    public override int SumsPerUnit => 3;

    public override IAuxiliaryLoss<T> Auxiliary => this;

    protected override bool HasLevel => _options.L0 is not null;

    protected override Matrix<T>? Offsets => null;

    // π above which both gate and magnitude are open.
    protected override Matrix<T> Floors
    {
        get
        {
            for (var l = 0; l < Units; l++) _floors.All[l] = T.Max(T.Zero, _gates.All[l] - Parameters.EncoderBiases[l] / T.Exp(_scales.All[l]));
            return _floors;
        }
    }

    public override IRowCoder<T> Freeze() => new GatedCoder<T>(Parameters, TakesOff);

    protected override void Choose(Pass<T> values, SparseCodes<T> codes)
    {
        Found.Begin(values.Rows, null, T.Zero);
        Gather(values);
        TakeMagnitudes(codes);
    }

    protected override void Use(Pass<T> values, SparseCodes<T> codes) => Choose(values, codes);

    protected override void SumMore(SparseCodes<T> codes, Span<double> sums)
    {
        _open.SumUnits(sums[(2 * Units)..]);
        // An open gate whose magnitude is 0 is not active.
        var active = sums.Slice(Units, Units);
        var units = codes.Units;
        var values = codes.Values;
        active.Clear();
        for (var place = 0; place < units.Length; place++)
            if (values[place] > T.Zero) active[units[place]]++;
    }

    protected override void Raise(T level)
    {
        if (level > T.Zero)
            foreach (ref var bias in _gates.All) bias -= level;
    }

    public override SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows)
    {
        var penalty = 0.0;
        foreach (var sum in unitSums[(2 * Units)..]) penalty += sum / rows;
        return new(penalty, _control.Weight * penalty);
    }

    public double Evaluate(Pass<T> values, Pass<T> gradients)
    {
        var silent = base.Auxiliary?.Evaluate(values, gradients) ?? 0;
        if (_estimate is null || _estimate.Capacity < values.Rows) _estimate = new(values.Capacity, Parameters.DecoderWeights.Columns);
        _estimate.Resize(values.Rows);
        _open.Multiply(_heldDecoder ?? Parameters.DecoderWeights, _heldBiases ?? Parameters.DecoderBiasRow, new[] { new Segment<T>(Units, _estimate) }, Workers);
        var sum = 0.0;
        for (var r = 0; r < values.Rows; r++)
        {
            var row = _estimate.Row(r);
            var target = values.Target.Row(r);
            sum += Reductions.SquaredDistance<T>(row, target);
            Elementwise.Map<T, AddScaled<T>>(target, row, row, new AddScaled<T>(-T.One));
        }
        Elementwise.Map<T, Scale<T>>(_estimate.All, _estimate.All, new Scale<T>(T.CreateTruncating(2.0 / values.MeanOver)));
        return silent + sum / values.MeanOver;
    }

    public SparseCodes<T>? Codes => base.Auxiliary?.Codes;

    public void Hold()
    {
        (_heldDecoder, _heldBiases) = (new(Units, Parameters.DecoderWeights.Columns), new(1, Parameters.DecoderBiasRow.Columns));
        Parameters.DecoderWeights.All.CopyTo(_heldDecoder.All);
        Parameters.DecoderBiases.CopyTo(_heldBiases.All);
    }

    public override void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        _gateSlopes.TakePlaces(_open);
        _gateSlopes.MultiplyByTranspose(new[] { new Segment<T>(Units, _estimate!) }, Parameters.DecoderWeights, Workers);
        var (slopes, penalty) = (gradients.SparseCodes!, T.CreateTruncating(_control.Weight / values.MeanOver));
        Array.Clear(_gateSums);
        Array.Clear(_scaleSums);
        Array.Clear(_magnitudeSums);
        var units = slopes.Units;
        var codes = values.SparseCodes!.Values;
        for (var place = 0; place < units.Length; place++)
        {
            var l = units[place];
            var gate = _gateSlopes.Values[place] + penalty;
            _gateSums[l] += double.CreateTruncating(gate);
            var through = T.Zero;
            if (codes[place] > T.Zero)
            {
                var (slope, scale) = (slopes.Values[place], T.Exp(_scales.All[l]));
                through = slope * scale;
                _magnitudeSums[l] += double.CreateTruncating(slope);
                _scaleSums[l] += double.CreateTruncating(through * (_open.Values[place] - _gates.All[l]));
            }
            slopes.Values[place] = gate + through;
        }
        base.Backward(values, gradients, weightGradients, add);
        _l0 = (double)_open.Count / values.Rows;
    }

    public void AddGradient(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        CompleteOwn(weightGradients);
        base.Auxiliary?.AddGradient(values, gradients, weightGradients);
    }

    public override void CompleteOwn(Parameters<T> weightGradients)
    {
        // The encoder took the sums of u's slopes for its biases', which are those of the magnitudes.
        Parameters<T>.PutBiases(_magnitudeSums, weightGradients.EncoderBiases, add: false);
        Parameters<T>.PutBiases(_gateSums, weightGradients[GatedOptions.GateBiases].All, add: false);
        Parameters<T>.PutBiases(_scaleSums, weightGradients[GatedOptions.GateScales].All, add: false);
    }

    public override void ResetUnit(int unit, ReadOnlySpan<double> products)
    {
        base.ResetUnit(unit, products);
        (_gates.All[unit], _scales.All[unit]) = (T.Zero, T.Zero);
    }

    public override void EndStep()
    {
        base.EndStep();
        if (_l0 is { } l0) _control.Move(l0);
        _l0 = null;
    }

    // π of all open gates, and their codes in the same places.
    private void TakeMagnitudes(SparseCodes<T> codes)
    {
        _open.Take(Found, Units, Workers);
        codes.TakePlaces(_open);
        var units = codes.Units;
        for (var place = 0; place < units.Length; place++)
        {
            var l = units[place];
            codes.Values[place] = T.Max(T.Zero, T.Exp(_scales.All[l]) * (_open.Values[place] - _gates.All[l]) + Parameters.EncoderBiases[l]);
        }
    }
}

/// <summary>Codes by gate and magnitude.</summary>
internal sealed class GatedCoder<T>(Parameters<T> parameters, bool takesOff) : FewCodesCoder<T>(parameters, parameters[GatedOptions.GateBiases], takesOff) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _gates = parameters[GatedOptions.GateBiases], _scales = parameters[GatedOptions.GateScales], _biases = parameters.EncoderBiasRow;

    protected override void Choose(Span<T> row)
    {
        for (var l = 0; l < row.Length; l++)
            row[l] = row[l] > T.Zero ? T.Max(T.Zero, T.Exp(_scales.All[l]) * (row[l] - _gates.All[l]) + _biases.All[l]) : T.Zero;
    }
}

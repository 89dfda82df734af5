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
    private readonly ShardSums _losses;
    private Matrix<T>? _heldDecoder, _heldBiases;

    public GatedSparsity(GatedOptions options, Parameters<T> parameters, Workers workers) : base(options, parameters, workers)
    {
        (_options, _control) = (options, new(parameters[PenaltyControl<T>.Tensor], options.L1 is not null, options.L0));
        (_gates, _scales, _floors) = (parameters[GatedOptions.GateBiases], parameters[GatedOptions.GateScales], new(1, parameters.HiddenUnits));
        _losses = new(workers.Shards, 1);
    }

    public override int SumsPerUnit => 3;

    // Of u's slopes, those of gates, of scales, of magnitudes; and open gates.
    public override int GradientSumsPerUnit => 5;

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

    protected override Gathered Of(Pass<T> values) => values.State<WithGates>();

    protected override void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows)
    {
        Gather(batch, null, T.Zero);
        foreach (var values in batch) Take(values);
    }

    protected override void Use(Pass<T> values) => Choose([values], Shards.One, values.Rows);

    protected override void SumMore(Pass<T> values, Span<double> sums)
    {
        Gates(values).Open.SumUnits(sums[(2 * Units)..]);
        // An open gate whose magnitude is 0 is not active.
        var active = sums.Slice(Units, Units);
        var units = values.SparseCodes!.Units;
        var codes = values.SparseCodes.Values;
        active.Clear();
        for (var place = 0; place < units.Length; place++)
            if (codes[place] > T.Zero) active[units[place]]++;
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

    public double Evaluate(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients)
    {
        var silent = base.Auxiliary?.Evaluate(values, gradients) ?? 0;
        _losses.Clear();
        foreach (var pass in values) _losses.Add(pass.Shard, Distance(pass));
        return silent + _losses.Complete()[0] / values[0].MeanOver;
    }

    // Σ ‖y − ŷ‖² where the gates' π are the codes; its gradient by ŷ, over the rows of a batch, is left.
    private double Distance(Pass<T> values)
    {
        var own = Gates(values);
        if (own.Estimate is null || own.Estimate.Capacity < values.Rows) own.Estimate = new(values.Capacity, Parameters.DecoderWeights.Columns);
        own.Estimate.Resize(values.Rows);
        own.Open.Multiply(_heldDecoder ?? Parameters.DecoderWeights, _heldBiases ?? Parameters.DecoderBiasRow, new[] { new Segment<T>(Units, own.Estimate) }, Workers);
        var sum = 0.0;
        for (var r = 0; r < values.Rows; r++)
        {
            var row = own.Estimate.Row(r);
            var target = values.Target.Row(r);
            sum += Reductions.SquaredDistance<T>(row, target);
            Elementwise.Map<T, AddScaled<T>>(target, row, row, new AddScaled<T>(-T.One));
        }
        Elementwise.Map<T, Scale<T>>(own.Estimate.All, own.Estimate.All, new Scale<T>(T.CreateTruncating(2.0 / values.MeanOver)));
        return sum;
    }

    public SparseCodes<T>? Codes(Pass<T> values) => base.Auxiliary?.Codes(values);

    public void Hold()
    {
        (_heldDecoder, _heldBiases) = (new(Units, Parameters.DecoderWeights.Columns), new(1, Parameters.DecoderBiasRow.Columns));
        Parameters.DecoderWeights.All.CopyTo(_heldDecoder.All);
        Parameters.DecoderBiases.CopyTo(_heldBiases.All);
    }

    public override void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        var own = Gates(values);
        own.GateSlopes.TakePlaces(own.Open);
        own.GateSlopes.MultiplyByTranspose(new[] { new Segment<T>(Units, own.Estimate!) }, Parameters.DecoderWeights, Workers);
        var (slopes, penalty) = (gradients.SparseCodes!, T.CreateTruncating(_control.Weight / values.MeanOver));
        var gateSums = gradients.UnitSums.Slice(Units, Units);
        var scaleSums = gradients.UnitSums.Slice(2 * Units, Units);
        var magnitudeSums = gradients.UnitSums.Slice(3 * Units, Units);
        gradients.UnitSums[Units..].Clear();
        for (var l = 0; l < Units; l++) gradients.UnitSums[4 * Units + l] = own.Open.CountOf(l);
        var units = slopes.Units;
        var codes = values.SparseCodes!.Values;
        for (var place = 0; place < units.Length; place++)
        {
            var l = units[place];
            var gate = own.GateSlopes.Values[place] + penalty;
            gateSums[l] += double.CreateTruncating(gate);
            var through = T.Zero;
            if (codes[place] > T.Zero)
            {
                var (slope, scale) = (slopes.Values[place], T.Exp(_scales.All[l]));
                through = slope * scale;
                magnitudeSums[l] += double.CreateTruncating(slope);
                scaleSums[l] += double.CreateTruncating(through * (own.Open.Values[place] - _gates.All[l]));
            }
            slopes.Values[place] = gate + through;
        }
        base.Backward(values, gradients, weightGradients, add);
    }

    public void AddGradient(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients) => base.Auxiliary?.AddGradient(values, gradients, weightGradients);

    public void CompleteGradient(Parameters<T> weightGradients) => base.Auxiliary?.CompleteGradient(weightGradients);

    // The encoder's biases are those of the magnitudes.
    public override void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        base.CompleteGradient(unitSums, gradientSums, rows, weightGradients);
        Parameters<T>.PutBiases(gradientSums.Slice(Units, Units), weightGradients[GatedOptions.GateBiases].All, add: false);
        Parameters<T>.PutBiases(gradientSums.Slice(2 * Units, Units), weightGradients[GatedOptions.GateScales].All, add: false);
        Parameters<T>.PutBiases(gradientSums.Slice(3 * Units, Units), weightGradients.EncoderBiases, add: false);
        _l0 = gradientSums[(4 * Units)..].ToArray().Sum() / rows;
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
    protected override void Take(Pass<T> values)
    {
        var (open, codes) = (Gates(values).Open, values.SparseCodes ??= new());
        open.Take(Gates(values).Found, Units, Workers);
        codes.TakePlaces(open);
        var units = codes.Units;
        for (var place = 0; place < units.Length; place++)
        {
            var l = units[place];
            codes.Values[place] = T.Max(T.Zero, T.Exp(_scales.All[l]) * (open.Values[place] - _gates.All[l]) + Parameters.EncoderBiases[l]);
        }
    }

    private static WithGates Gates(Pass<T> values) => values.State<WithGates>();

    /// <summary>And what the gates are by themselves.</summary>
    private sealed class WithGates : Gathered
    {
        /// <summary>π of open gates.</summary>
        public SparseCodes<T> Open { get; } = new();

        public SparseCodes<T> GateSlopes { get; } = new();

        public Matrix<T>? Estimate { get; set; }
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

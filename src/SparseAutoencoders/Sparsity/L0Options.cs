namespace SparseAutoencoders;

/// <summary>Mechanisms by which few codes of a row are not 0, as many as was asked for: <see cref="TopKOptions"/>, <see cref="BatchTopKOptions"/>, <see cref="JumpReluOptions"/>,
/// <see cref="L1Options"/> and <see cref="GatedOptions"/>. L0 is the number of units active on a row.</summary>
public abstract record L0Options : SparsityOptions
{
    /// <summary>Name of the tensor that says above which pre-code a unit is active.</summary>
    public const string Thresholds = "threshold";

    private const double MostOpen = 32, ShareOpen = 0.25, RateAtWidth = 0.0003, Width = 16384;

    // Above it, numbers run away.
    private const double LargestRate = 0.0032;

    private static readonly Figure[] Own =
    [
        new("l0", "units active on a row, mean over rows", "active units a row"),
        new("density_max", "share of the rows on which the unit that is active most is so", "density of the unit active most", IsShare: true),
    ];

    /// <summary>Units that are to be active on a row, mean over the training rows. Default null, which is 32, and at most a quarter of the units; above 0.</summary>
    [Setting("l0", "active units a row", Above = 0, Unset = "32, at most a quarter of the hidden units")]
    public double? L0 { get; init; }

    /// <summary>Weight of AuxK, by which units that are never active learn from what the others leave over; 0 turns it off. Default 0.03125; at least 0.</summary>
    [Setting("aux", "weight of AuxK: units that are never active learn from what is left over", Min = 0)]
    public double Aux { get; init; } = 0.03125;

    /// <summary>Length of decoder rows.
    /// Default <see cref="DecoderNorm.Unit"/>; <see cref="DecoderNorm.Unit"/> or <see cref="DecoderNorm.Free"/>.</summary>
    [Setting("decoder-norm", "length of the decoder's rows: unit (1), or free")]
    public DecoderNorm DecoderNorm { get; init; } = DecoderNorm.Unit;

    /// <summary>Matryoshka: the first so many units are to rebuild the rows by themselves, too. L is then the mean over these prefixes and all units.
    /// Default null, which is all units alone; numbers of units, ascending, fewer than all.</summary>
    [Setting("prefixes", "Matryoshka: so many of the first units are to rebuild rows by themselves, too, as 64,256", Unset = "none")]
    public Prefixes? Prefixes { get; init; }

    /// <summary>The decoder's biases are taken off a row before it is encoded: h of x − b_d. Not where the rows to be rebuilt are others than those encoded.
    /// Default true.</summary>
    [Setting("subtract-decoder-bias", "the decoder's biases are taken off a row before it is encoded", HasFlag = false)]
    public bool SubtractDecoderBias { get; init; } = true;

    /// <summary>How each row is scaled by itself, before all are scaled alike. Default null, which is not at all;
    /// <see cref="RowScaling.LayerNorm"/> or <see cref="RowScaling.RootLength"/>. Not where the rows to be rebuilt are others than those encoded.</summary>
    [Setting("row-scale", "how each row is scaled by itself first", Unset = "not at all", HasFlag = false)]
    public RowScaling? RowScale { get; init; }

    /// <summary>Outputs also get a linear map of the row, W_s x: skip transcoders that were made elsewhere. They are not trained here. Default null, which is false.</summary>
    [Setting("skip", "outputs also get a linear map of the row", Unset = "false", HasFlag = false)]
    public bool? Skip { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<AskedFigure> Asked => L0 is { } l0 ? [new("l0_asked", "active units a row asked for", l0)] : [];

    /// <inheritdoc/>
    public override IReadOnlyList<Figure> Figures => Own;

    /// <inheritdoc/>
    /// <remarks>Mechanisms with thresholds. NaN is below none, and stays NaN.</remarks>
    public override IReadOnlyList<GraphNode>? Graph =>
        [new("Max", [Thresholds, "0"], "level"), new("LessOrEqual", ["pre-codes", "level"], "inactive"), new("Where", ["inactive", "0", "pre-codes"], "codes")];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Word, SparsityOptions Options)> Checked =>
        [.. base.Checked, ("prefixes ", this with { Prefixes = [2] }), ("free-norm ", this with { DecoderNorm = DecoderNorm.Free }), ("unsubtracted ", this with { SubtractDecoderBias = false })];

    /// <inheritdoc/>
    public override bool CodesAreSparse => true;

    /// <inheritdoc/>
    public override bool TakesDecoderBiasOff => SubtractDecoderBias;

    /// <inheritdoc/>
    public override RowScaling? ScalesEachRow => RowScale;

    /// <inheritdoc/>
    public override bool HasSkip => Skip == true;

    /// <inheritdoc/>
    public override Prefixes? UnitPrefixes => Prefixes;

    /// <inheritdoc/>
    public override SparsityOptions? OverAllRows => null;

    /// <summary>Block that pre-codes begin with, by which they decide whether a unit is active.</summary>
    internal virtual string Biases => ParameterTable.EncoderBiases;

    /// <inheritdoc/>
    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [new(Thresholds, hiddenUnits) { IsLearned = false, IsPerUnit = true }];

    /// <inheritdoc/>
    public override SparsityDefaults Defaults(int hiddenUnits) => new(OutputFunction.Linear, WeightDecay: 0, AdamRate: Math.Min(LargestRate, RateAtWidth * Math.Sqrt(Width / hiddenUnits))) { Scaling = new NormScaling(), RatesRiseAndFall = true, Revive = true };

    /// <inheritdoc/>
    public override SparsityOptions Completed(int hiddenUnits)
    {
        var l0 = L0 ?? Math.Min(MostOpen, Math.Max(1, Math.Floor(ShareOpen * hiddenUnits)));
        if (l0 > hiddenUnits)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"`L0`: {l0} units cannot be active on a row, for there are {hiddenUnits}. Ask for fewer (`L0`), or for more `HiddenUnits`."));
        if (Prefixes is { } prefixes && prefixes[^1] >= hiddenUnits)
            throw new ArgumentException($"`Prefixes`: {prefixes[^1]} is not fewer than all {hiddenUnits} units. Give numbers below it; all units are always among them.");
        return this with { L0 = l0 };
    }

    /// <inheritdoc/>
    /// <remarks>Encoder and decoder rows begin as the same random directions, of length 1.</remarks>
    public override void Initialize<T>(Parameters<T> parameters, RandomNumbers random)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(random);
        var (encoder, decoder) = (parameters.EncoderWeights, parameters.DecoderWeights);
        var direction = new double[Math.Max(encoder.Columns, decoder.Columns)];
        for (var l = 0; l < encoder.Rows; l++)
        {
            for (var j = 0; j < direction.Length; j++) direction[j] = random.NextNearNormal();
            Put(direction.AsSpan(0, encoder.Columns), encoder.Row(l));
            Put(direction.AsSpan(0, decoder.Columns), decoder.Row(l));
        }
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<double> figures, bool brief)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return string.Create(CultureInfo.InvariantCulture, $"L0 {figures[0]:G4}");
    }

    private static void Put<T>(ReadOnlySpan<double> direction, Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = Math.Sqrt(Reductions.SquaredNorm(direction));
        for (var j = 0; j < row.Length; j++) row[j] = T.CreateTruncating(direction[j] / length);
    }
}

/// <summary>Length of decoder rows.</summary>
public enum DecoderNorm
{
    /// <summary>1, after every step: a code says how much of its direction there is.</summary>
    Unit,

    /// <summary>As training makes it.</summary>
    Free,
}

namespace SparseAutoencoders;

/// <summary>Mechanisms with sigmoid codes by which each hidden unit's mean activation ρ̂ is, or is near, ρ: <see cref="KlOptions"/> and <see cref="HeldOptions"/>.</summary>
public abstract record RhoOptions : SparsityOptions
{
    private static readonly Figure[] Deviations =
    [
        new("rho_deviation_mean", "|ρ̂ − ρ| / ρ, mean over units", "deviation from ρ", IsShare: true),
        new("rho_deviation_max", "|ρ̂ − ρ| / ρ of the worst unit", "deviation from ρ, worst unit", IsShare: true),
    ];

    /// <summary>Mean activation ρ each hidden unit is held near, in (0, 1). 0.05 lets a unit speak in about one row of twenty. Default 0.05; in (0, 1).</summary>
    [Setting("rho", "mean activation ρ each hidden unit is held near", Above = 0, Below = 1)]
    public double Rho { get; init; } = 0.05;

    /// <inheritdoc/>
    public override string Activation => "sigmoid";

    /// <inheritdoc/>
    public override IReadOnlyList<AskedFigure> Asked => [new("rho", "mean activation asked for, ρ", Rho), new("beta", "weight β of the penalty", Weight)];

    /// <inheritdoc/>
    public override IReadOnlyList<Figure> Figures => Deviations;

    /// <inheritdoc/>
    public override double? MeanActivationAsked => Rho;

    /// <inheritdoc/>
    public override Func<double, double>? PenaltyOfMean => mean => KlDivergence.Value(Rho, mean);

    /// <inheritdoc/>
    public override IReadOnlyList<GraphNode>? Graph => [new("Sigmoid", ["pre-codes"], "codes")];

    /// <summary>What Ω counts in the objective.</summary>
    private protected abstract double Weight { get; }

    /// <inheritdoc/>
    /// <remarks>Encoder biases are log(ρ/(1−ρ)), so that a unit's mean activation begins near ρ instead of near ½. On 10,000 images (Fashion-MNIST, 196 units, ρ = 0.05,
    /// 40 epochs of Adam) L ends at 6.0 instead of 7.1, and the worst unit 38 % from ρ instead of 105 %.</remarks>
    public override void Initialize<T>(Parameters<T> parameters, RandomNumbers random)
    {
        base.Initialize(parameters, random);
        parameters.EncoderBiases.Fill(T.CreateTruncating(Math.Log(Rho / (1 - Rho))));
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<double> figures, bool brief) => brief
        ? $"±{Figure.Percent(figures[1])}"
        : $"off rho {Figure.Percent(figures[0])} (worst {Figure.Percent(figures[1])})";

    internal void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures)
    {
        var (deviation, worst) = (0.0, 0.0);
        foreach (var sum in unitSums)
        {
            var off = Math.Abs(sum / rows - Rho) / Rho;
            (deviation, worst) = (deviation + off, Math.Max(worst, off));
        }
        (figures[0], figures[1]) = (deviation / unitSums.Length, worst);
    }
}

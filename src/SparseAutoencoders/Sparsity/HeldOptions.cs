namespace SparseAutoencoders;

/// <summary>The constraint itself: L and weight decay are minimised subject to ρ̂ = ρ for every unit. There is no penalty and no β.</summary>
public sealed record HeldOptions : RhoOptions
{
    private static readonly Figure[] Contrasts =
    [
        new("contrast_deviation_mean", "|contrast − C| / C, mean over units", "deviation from the contrast asked", IsShare: true),
        new("contrast_deviation_max", "|contrast − C| / C of the worst unit", "deviation from the contrast asked, worst unit", IsShare: true),
    ];

    /// <summary>Largest |ρ̂ − ρ| / ρ of a unit over the training rows that counts as held when training is over; of its contrast likewise. Single precision reaches
    /// about 1e-6. Default 0.0001; in (0, 1).</summary>
    [Setting("rho-tolerance", "how far from ρ, relative to it, a unit may be to count as held", Above = 0, Below = 1, Key = "hold_rho", Selects = true)]
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Contrast C that every hidden unit has, in (0, 1): (E[h²] − ρ̂²)/(ρ̂ − ρ̂²) over the rows, 0 for a unit that says the same to every row, 1 for one that is only ever
    /// 0 or 1. Default null, which leaves it to training.</summary>
    [Setting("contrast", "contrast of every unit, held as ρ is: near 0 it hums, near 1 it is off or on", Above = 0, Below = 1, Selects = true, Unset = "none: as training makes it")]
    public double? Contrast { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Figure> Figures => Contrast is null ? base.Figures : [.. base.Figures, .. Contrasts];

    /// <inheritdoc/>
    public override IReadOnlyList<AskedFigure> Asked => Contrast is { } contrast ? [.. base.Asked, new("contrast_asked", "contrast asked for, C", contrast)] : base.Asked;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Word, SparsityOptions Options)> Checked => [.. base.Checked, ("contrast ", this with { Contrast = 0.5 })];

    private protected override double Weight => 0;

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<double> figures, bool brief) =>
        base.Describe(figures, brief) + (Contrast is null || brief ? "" : string.Create(CultureInfo.InvariantCulture, $"  off contrast {figures[2]:P1} (worst {figures[3]:P1})"));

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => Contrast is { } contrast
        ? new ContrastSparsity<T>(this, contrast, parameters, workers)
        : new HeldSparsity<T>(this, parameters, workers);
}

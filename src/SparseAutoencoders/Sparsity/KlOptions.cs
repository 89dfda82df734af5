namespace SparseAutoencoders;

/// <summary>The penalty Ω: each unit's mean activation ρ̂ is pulled towards ρ.</summary>
public sealed record KlOptions : RhoOptions
{
    private const double MostDeviation = 0.2;

    /// <summary>Weight β of the penalty in the objective. 0 switches it off. Default 1; at least 0.</summary>
    [Setting("beta", "weight β of the sparsity penalty", Min = 0)]
    public double Beta { get; init; } = 1;

    /// <summary>Which mean the penalty reads while mini-batches are used. A full-batch optimizer always uses all rows.
    /// Default <see cref="RhoEstimate.Batch"/>; <see cref="RhoEstimate.Batch"/> or <see cref="RhoEstimate.Running"/>.</summary>
    [Setting("rho-estimate", "mean activation the penalty reads: of the batch, or running over batches")]
    public RhoEstimate RhoEstimate { get; init; } = RhoEstimate.Batch;

    /// <inheritdoc/>
    public override SparsityOptions? OverAllRows => this with { RhoEstimate = RhoEstimate.Batch };

    /// <inheritdoc/>
    public override IReadOnlyList<(string Word, SparsityOptions Options)> Checked => [("", this with { Beta = 3 }), ("no ", this with { Beta = 0 })];

    /// <inheritdoc/>
    public override string? PenaltyWeight => nameof(Beta);

    private protected override double Weight => Beta;

    /// <inheritdoc/>
    public override string? Finding(IReadOnlyList<double> figures, double meanActivation) => figures[0] > MostDeviation
        ? string.Create(CultureInfo.InvariantCulture, $"Units are {100 * figures[0]:0} % off ρ on average: their mean activation is {meanActivation:0.####}, and {Rho} was asked for. Hold ρ exactly (`HeldOptions`), or give a larger `Beta` than {Beta}.")
        : null;

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new KlSparsity<T>(this, parameters, workers);
}

/// <summary>Which mean activation the penalty reads.</summary>
public enum RhoEstimate
{
    /// <summary>The mean over the rows of the batch.</summary>
    Batch,

    /// <summary>An exponential mean over batches: 0.9 of the old value, 0.1 of the batch.</summary>
    Running,
}

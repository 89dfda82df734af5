namespace SparseAutoencoders;

/// <summary>The penalty Ω: each unit's mean activation ρ̂ is pulled towards ρ.</summary>
public sealed record KlOptions : SparsityOptions
{
    /// <summary>Mean activation ρ each hidden unit is held near. 0.05 lets a unit speak in about one row of twenty.</summary>
    [Setting("rho", "mean activation ρ each hidden unit is held near", Above = 0, Below = 1)]
    public override double Rho { get; init; } = 0.05;

    /// <summary>Weight β of the penalty in the objective. 0 switches it off.</summary>
    [Setting("beta", "weight β of the sparsity penalty", Min = 0)]
    public override double Beta { get; init; } = 1;

    /// <summary>Which mean the penalty reads while mini-batches are used. A full-batch optimizer always uses all rows.</summary>
    [Setting("rho-estimate", "mean activation the penalty reads: of the batch, or running over batches")]
    public RhoEstimate RhoEstimate { get; init; } = RhoEstimate.Batch;

    internal override SparsityOptions OverAllRows => this with { RhoEstimate = RhoEstimate.Batch };

    internal override ISparsity<T> Create<T>(int hiddenUnits, Workers workers) => new KlSparsity<T>(this, hiddenUnits, workers);
}

/// <summary>Which mean activation the penalty reads.</summary>
public enum RhoEstimate
{
    /// <summary>The mean over the rows of the batch.</summary>
    Batch,

    /// <summary>An exponential mean over batches: 0.9 of the old value, 0.1 of the batch.</summary>
    Running,
}

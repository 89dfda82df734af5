namespace SparseAutoencoders;

/// <summary>The constraint itself: L and weight decay are minimised subject to ρ̂ = ρ for every unit. There is no penalty and no β.</summary>
public sealed record HeldOptions : RhoOptions
{
    /// <summary>Largest |ρ̂ − ρ| / ρ of a unit over the training rows that counts as held when training is over. Single precision reaches
    /// about 1e-6. Default 0.0001; in (0, 1).</summary>
    [Setting("rho-tolerance", "how far from ρ, relative to it, a unit may be to count as held", Above = 0, Below = 1, Key = "hold_rho", Selects = true)]
    public double Tolerance { get; init; } = 1e-4;

    private protected override double Weight => 0;

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new HeldSparsity<T>(this, parameters, workers);
}

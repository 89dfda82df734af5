namespace SparseAutoencoders;

/// <summary>The constraint itself: L and weight decay are minimised subject to ρ̂ = ρ for every unit. There is no penalty and no β.</summary>
public sealed record HeldOptions : SparsityOptions
{
    /// <summary>Mean activation ρ of each hidden unit over the training rows.</summary>
    [Setting("rho", "mean activation ρ each hidden unit is held near", Above = 0, Below = 1)]
    public override double Rho { get; init; } = 0.05;

    /// <summary>Always 0: the objective has no penalty term.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another value was given.</exception>
    public override double Beta { get => 0; init => ArgumentOutOfRangeException.ThrowIfNotEqual(value, 0, nameof(Beta)); }

    /// <summary>Largest |ρ̂ − ρ| / ρ of a unit over the training rows that counts as held when training is over. Single precision reaches
    /// about 1e-6.</summary>
    [Setting("rho-tolerance", "how far from ρ, relative to it, a unit may be to count as held", Above = 0, Below = 1, Key = "hold_rho", Selects = true)]
    public double Tolerance { get; init; } = 1e-4;

    internal override ISparsity<T> Create<T>(int hiddenUnits, Workers workers) => new HeldSparsity<T>(this, hiddenUnits, workers);
}

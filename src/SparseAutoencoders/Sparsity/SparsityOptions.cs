namespace SparseAutoencoders;

/// <summary>What makes the codes sparse. Each mechanism derives its own options and makes its own station.</summary>
public abstract record SparsityOptions
{
    /// <summary>Mean activation ρ asked for.</summary>
    public abstract double Rho { get; init; }

    /// <summary>Weight β of the penalty in the objective.</summary>
    public abstract double Beta { get; init; }

    /// <summary>The same where every step is over all rows: nothing is estimated then.</summary>
    internal virtual SparsityOptions OverAllRows => this;

    /// <summary>The station for so many units.</summary>
    internal abstract ISparsity<T> Create<T>(int hiddenUnits, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

namespace SparseAutoencoders;

/// <summary>How the weights are learned. Each optimizer derives its own options.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Epochs or iterations of a whole run.</summary>
    internal abstract int Total { get; }
}

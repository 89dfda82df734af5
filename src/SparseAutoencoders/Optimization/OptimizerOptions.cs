namespace SparseAutoencoders.Optimization;

/// <summary>How the weights are learned. Each optimizer derives its own options.</summary>
public abstract record OptimizerOptions;

namespace SparseAutoencoders.Sparsity;

/// <summary>What makes the codes sparse. Each mechanism derives its own options.</summary>
public abstract record SparsityOptions;

namespace SparseAutoencoders.Losses;

/// <summary>How far the output is from the input. Each loss derives its own options.</summary>
public abstract record LossOptions;

/// <summary>Sum over inputs of (x̂ − x)², mean over rows.</summary>
public sealed record SquaredErrorOptions : LossOptions;

/// <summary>Sum over inputs of −x log x̂ − (1 − x) log(1 − x̂), mean over rows; for a sigmoid decoder and rows in [0, 1].</summary>
public sealed record CrossEntropyOptions : LossOptions;

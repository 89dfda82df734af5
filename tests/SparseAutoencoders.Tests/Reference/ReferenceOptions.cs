namespace SparseAutoencoders.Tests.Reference;

/// <summary>What the objective is made of.</summary>
/// <param name="CrossEntropy">Cross-entropy, of a sigmoid decoder; else squared error.</param>
/// <param name="LinearDecoder">x̂ is the logit; else its sigmoid.</param>
/// <param name="Rho">ρ, in (0, 1).</param>
/// <param name="Beta">β.</param>
/// <param name="WeightDecay">λ.</param>
/// <param name="PenaltyMeans">Mean activations that Ω and its slope are read at, such as a running mean; null: those of the rows.</param>
public sealed record ReferenceOptions(
    bool CrossEntropy, bool LinearDecoder, double Rho, double Beta, double WeightDecay, double[]? PenaltyMeans = null);

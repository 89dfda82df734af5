namespace SparseAutoencoders.Tests.Reference;

/// <summary>The objective over some rows: its parts, what they were computed from, and its gradients.</summary>
/// <param name="Reconstruction">L.</param>
/// <param name="Penalty">Ω.</param>
/// <param name="WeightDecay">λ times the sum of squared weights.</param>
/// <param name="Total">L + βΩ + weight decay.</param>
/// <param name="MeanActivations">ρ̂ of each hidden unit over the rows.</param>
/// <param name="Codes">(rows, hidden units).</param>
/// <param name="Output">(rows, inputs).</param>
/// <param name="Gradients">∂Total by every parameter.</param>
public sealed record ReferenceTerms(
    double Reconstruction, double Penalty, double WeightDecay, double Total, double[] MeanActivations,
    double[,] Codes, double[,] Output, ReferenceParameters Gradients);

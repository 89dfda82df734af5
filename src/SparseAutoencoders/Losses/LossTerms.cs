namespace SparseAutoencoders;

/// <summary>The objective's parts.</summary>
/// <param name="Reconstruction">L.</param>
/// <param name="Sparsity">βΩ.</param>
/// <param name="WeightDecay">λ times the sum of squared weights.</param>
/// <param name="Penalty">Ω.</param>
internal readonly record struct LossTerms(double Reconstruction, double Sparsity, double WeightDecay, double Penalty)
{
    public double Total => Reconstruction + Sparsity + WeightDecay;
}

namespace SparseAutoencoders;

/// <summary>The objective's parts.</summary>
/// <param name="Reconstruction">L.</param>
/// <param name="Sparsity">βΩ.</param>
/// <param name="WeightDecay">λ times the sum of squared weights.</param>
/// <param name="Penalty">Ω.</param>
/// <param name="Auxiliary">The mechanism's second loss.</param>
internal readonly record struct LossTerms(double Reconstruction, double Sparsity, double WeightDecay, double Penalty, double Auxiliary)
{
    public double Total => Reconstruction + Sparsity + WeightDecay + Auxiliary;
}

namespace SparseAutoencoders;

/// <summary>Parameters before the first step.</summary>
internal static class Initialization
{
    /// <summary>Weights uniform in ±√(6 / (inputs + hidden units + 1)), encoder biases log(ρ/(1−ρ)), decoder biases 0. Source: Ng, CS294A,
    /// exercise 1 (after Glorot and Bengio 2010), but for the encoder biases, which are 0 there.</summary>
    /// <remarks>With these biases a unit's mean activation begins near ρ instead of near ½. On 10,000 images (Fashion-MNIST, 196 units, ρ = 0.05,
    /// 40 epochs of Adam) L ends at 6.0 instead of 7.1, and the worst unit 38 % from ρ instead of 105 %. Drawn in double, so that both
    /// precisions start from the same numbers up to rounding.</remarks>
    public static void Fill<T>(Parameters<T> parameters, double rho, RandomNumbers random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        parameters.All.Clear();
        parameters.EncoderBiases.Fill(T.CreateTruncating(Math.Log(rho / (1 - rho))));
        var bound = Math.Sqrt(6.0 / (parameters.Inputs + parameters.HiddenUnits + 1));
        foreach (ref var weight in parameters.Weights) weight = T.CreateTruncating((2 * random.NextDouble() - 1) * bound);
    }
}

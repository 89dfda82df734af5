namespace SparseAutoencoders;

/// <summary>Parameters before the first step.</summary>
internal static class Initialization
{
    /// <summary>Weights uniform in ±√(6 / (inputs + hidden units + 1)). Source: Ng, CS294A, exercise 1 (after Glorot and Bengio 2010).</summary>
    /// <remarks>Drawn in double, so that both precisions start from the same numbers up to rounding.</remarks>
    public static void FillWeights<T>(Parameters<T> parameters, RandomNumbers random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bound = Math.Sqrt(6.0 / (parameters.Inputs + parameters.HiddenUnits + 1));
        foreach (ref var weight in parameters.EncoderWeights.All) weight = T.CreateTruncating((2 * random.NextDouble() - 1) * bound);
        if (parameters.Tied) return;
        foreach (ref var weight in parameters.DecoderWeights.All) weight = T.CreateTruncating((2 * random.NextDouble() - 1) * bound);
    }
}

namespace SparseAutoencoders;

/// <summary>Parameters before the first step.</summary>
internal static class Initialization
{
    /// <summary>Weights uniform in ±√(6 / (inputs + hidden units + 1)), the decoder's with the outputs in place of the inputs. Source: Ng, CS294A, exercise 1 (after Glorot and Bengio 2010).</summary>
    /// <remarks>Drawn in double, so that both precisions start from the same numbers up to rounding.</remarks>
    public static void FillWeights<T>(Parameters<T> parameters, RandomNumbers random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fill(parameters.EncoderWeights);
        if (!parameters.Tied) Fill(parameters.DecoderWeights);

        void Fill(Matrix<T> weights)
        {
            var bound = Math.Sqrt(6.0 / (weights.Columns + weights.Rows + 1));
            foreach (ref var weight in weights.All) weight = T.CreateTruncating((2 * random.NextDouble() - 1) * bound);
        }
    }
}

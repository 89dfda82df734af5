namespace SparseAutoencoders;

/// <summary>λ (‖W_e‖² + ‖W_d‖²), tied weights counted once; biases are not decayed.</summary>
internal static class WeightDecay
{
    /// <summary>The term's value.</summary>
    public static double Value<T>(double weight, Parameters<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weight == 0 ? 0 : weight * Reductions.SquaredNorm<T>(parameters.Weights);

    /// <summary>Adds the term's gradient, 2λW.</summary>
    public static void AddGradient<T>(double weight, Parameters<T> parameters, Parameters<T> weightGradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weight != 0)
            Elementwise.Map<T, AddScaled<T>>(parameters.Weights, weightGradients.Weights, weightGradients.Weights, new AddScaled<T>(T.CreateTruncating(2 * weight)));
    }
}

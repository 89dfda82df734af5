namespace SparseAutoencoders;

/// <summary>L = (1/m) Σ_i Σ_j (x̂_ij − x_ij)²: summed over inputs, mean over rows, no ½.</summary>
public sealed record SquaredErrorOptions : LossOptions
{
    /// <inheritdoc/>
    public override bool Accepts(OutputFunction decoder) => true;

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(OutputFunction decoder, Workers workers) =>
        decoder == OutputFunction.Sigmoid
            ? new ElementwiseLoss<T, SigmoidFunction<T>, SquaredError<T, SigmoidFunction<T>>>(workers)
            : new ElementwiseLoss<T, LinearFunction<T>, SquaredError<T, LinearFunction<T>>>(workers);
}

/// <summary>(x̂ − x)²; by the logit: 2 (x̂ − x) f'.</summary>
internal readonly struct SquaredError<T, TFunction> : ILossTerm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IOutputFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Value(Vector512<T> logit, Vector512<T> output, Vector512<T> input) => (output - input) * (output - input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Slope(Vector512<T> output, Vector512<T> input)
    {
        var error = output - input;
        return (error + error) * TFunction.Slope(output);
    }
}

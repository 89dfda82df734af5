namespace SparseAutoencoders;

/// <summary>L = −(1/m) Σ_i Σ_j x_ij log x̂_ij + (1 − x_ij) log(1 − x̂_ij), for a sigmoid decoder and rows in [0, 1].</summary>
public sealed record CrossEntropyOptions : LossOptions
{
    /// <inheritdoc/>
    public override bool Accepts(OutputFunction decoder) => decoder == OutputFunction.Sigmoid;

    /// <inheritdoc/>
    public override ILoss<T> Create<T>(OutputFunction decoder, Workers workers) =>
        Accepts(decoder) ? new ElementwiseLoss<T, SigmoidFunction<T>, CrossEntropy<T>>(workers) : throw new ArgumentException("cross-entropy needs a sigmoid decoder.", nameof(decoder));
}

/// <summary>With z the logit, −log x̂ = softplus(−z) and −log(1 − x̂) = softplus(z) = softplus(−z) + z: the term is softplus(z) − x z, and
/// its derivative x̂ − x. Neither takes a logarithm of a number that may have rounded to 0.</summary>
internal readonly struct CrossEntropy<T> : ILossTerm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Value(Vector512<T> logit, Vector512<T> output, Vector512<T> input) => VectorMath.Softplus(logit) - input * logit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Slope(Vector512<T> output, Vector512<T> input) => output - input;
}

namespace SparseAutoencoders;

/// <summary>A fitted scaling in numbers: x' = (x − shift) · scale, input by input, then, where there is a rotation, x'' = x' · rotation, x' a row.</summary>
/// <param name="Shift">One an input.</param>
/// <param name="Scale">One an input, none 0.</param>
/// <param name="Rotation">(inputs, inputs), symmetric and positive definite, or null. Do not change it.</param>
public sealed record InputScaling(IReadOnlyList<double> Shift, IReadOnlyList<double> Scale, Matrix<double>? Rotation)
{
    /// <summary>Rows are shifted and scaled in double precision, and rounded to the model's only then: always where the model is in double precision, else where
    /// single precision would lose the rows beside the shift.</summary>
    public bool InDouble { get; init; }

    /// <summary>The rotation's inverse, with which outputs are turned back; null where there is none. Computed anew at each call.</summary>
    public Matrix<double>? InvertRotation() => Rotation is null ? null : SymmetricRoots.Inverse(Rotation, new ScalingWork(Workers.Shared));
}

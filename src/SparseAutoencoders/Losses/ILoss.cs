namespace SparseAutoencoders;

/// <summary>Station: output to reconstruction loss L, and back to the gradient of the logits.</summary>
public interface ILoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Target, Logits → this pass's share of L (divided by <see cref="Pass{T}.MeanOver"/>).</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Takes ∂L/∂logits and its sums over rows; null where only the value and the output are wanted.</param>
    double Evaluate(Pass<T> values, Pass<T>? gradients);

    /// <summary>Target, Logits → each number's term of a row's L: a row of terms sums to that row's L.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="terms">(rows, outputs), overwritten.</param>
    void Terms(Pass<T> values, Matrix<T> terms);
}

namespace SparseAutoencoders;

/// <summary>Station: rows to pre-codes, Z = X W_eᵀ + b_e.</summary>
internal sealed class Encoder<T>(Parameters<T> parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Input → PreCodes.</summary>
    public void Forward(Pass<T> values) =>
        MatrixProduct.MultiplyByTranspose(values.Input, parameters.EncoderWeights, parameters.EncoderBiasRow, values.PreCodes, workers);

    /// <summary>Gradient of the weights and biases: dW_e = dZᵀ X, db_e = Σ over rows of dZ.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">PreCodes, or SparseCodes, and UnitSums.</param>
    /// <param name="weightGradients">Takes them.</param>
    /// <param name="add">Whether they are added to what is there.</param>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        if (gradients.SparseCodes is { } sparse) sparse.TransposeMultiply(values.Input, weightGradients.EncoderWeights, workers, accumulate: add || parameters.Tied);
        else MatrixProduct.TransposeMultiply(gradients.PreCodes, values.Input, weightGradients.EncoderWeights, workers, accumulate: add || parameters.Tied);
        Parameters<T>.PutBiases(gradients.UnitSums, weightGradients.EncoderBiases, add);
    }
}

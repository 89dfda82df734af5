using System.Numerics;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Model;

/// <summary>Station: rows to pre-codes, Z = X W_eᵀ + b_e.</summary>
internal sealed class Encoder<T>(Parameters<T> parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ColumnSums<T> _biasSums = new(parameters.HiddenUnits, workers);

    /// <summary>Input → PreCodes.</summary>
    public void Forward(Pass<T> values) =>
        MatrixProduct.MultiplyByTranspose(values.Input, parameters.EncoderWeights, parameters.EncoderBiasRow, values.PreCodes, workers);

    /// <summary>Adds to the gradient of the weights and biases: dW_e += dZᵀ X, db_e += Σ over rows of dZ.</summary>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        MatrixProduct.TransposeMultiply(gradients.PreCodes, values.Input, weightGradients.EncoderWeights, workers, accumulate: true);
        _biasSums.Add(gradients.PreCodes, weightGradients.EncoderBiases);
    }
}

using System.Numerics;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Model;

/// <summary>Station: rows to pre-codes, Z = X W_eᵀ + b_e.</summary>
internal sealed class Encoder<T>(Parameters<T> parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ColumnSums<T> _biasSums = new(parameters.HiddenUnits, workers);

    /// <summary>Input → PreCodes.</summary>
    public void Forward(Pass<T> values)
    {
        MatrixProduct.MultiplyByTranspose(values.Input, parameters.EncoderWeights, values.PreCodes, workers);
        workers.Run(RowBlocks.Count(values.Rows), new AddBiases<T>(values.PreCodes, parameters));
    }

    /// <summary>Adds to the gradient of the weights and biases: dW_e += dZᵀ X, db_e += Σ over rows of dZ.</summary>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        MatrixProduct.TransposeMultiply(gradients.PreCodes, values.Input, weightGradients.EncoderWeights, workers, accumulate: true);
        _biasSums.Add(gradients.PreCodes, weightGradients.EncoderBiases);
    }
}

/// <summary>Adds the encoder's biases to each row of a block.</summary>
internal readonly struct AddBiases<T>(Matrix<T> preCodes, Parameters<T> parameters) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Invoke(int task)
    {
        var (first, rows) = RowBlocks.Bounds(task, preCodes.Rows);
        for (var r = first; r < first + rows; r++)
            Elementwise.Map<T, Add<T>>(preCodes.Row(r), parameters.EncoderBiases, preCodes.Row(r), default);
    }
}

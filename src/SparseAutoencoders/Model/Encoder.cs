namespace SparseAutoencoders;

/// <summary>Station: rows to pre-codes, Z = V W_eᵀ + b_e, where V = X, or X less the decoder's biases.</summary>
internal sealed class Encoder<T>(Parameters<T> parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _sums = new(1, parameters.HiddenUnits);

    /// <summary>Input → EncoderInput.</summary>
    public void TakeOff(Pass<T> values)
    {
        if (values.TakesOff) RowBlocks.Run(workers, values.Rows, values.Inputs, new Differences(values.Input, parameters.DecoderBiasRow, values.EncoderInput));
    }

    /// <summary>EncoderInput → PreCodes.</summary>
    public void Forward(Pass<T> values) =>
        MatrixProduct.MultiplyByTranspose(values.EncoderInput, parameters.EncoderWeights, parameters.EncoderBiasRow, values.PreCodes, workers);

    /// <summary>Gradient of the weights and biases: dW_e = dZᵀ V, db_e = Σ over rows of dZ. Where few codes are not 0 that of biases comes from the sums over a whole batch.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">PreCodes, or SparseCodes, and UnitSums.</param>
    /// <param name="weightGradients">Takes them.</param>
    /// <param name="add">Whether they are added to what is there.</param>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        if (gradients.SparseCodes is { } sparse)
        {
            sparse.TransposeMultiply(new[] { new Segment<T>(parameters.HiddenUnits, values.EncoderInput) }, weightGradients.EncoderWeights, workers, accumulate: add || parameters.Tied);
            return;
        }
        MatrixProduct.TransposeMultiply(gradients.PreCodes, values.EncoderInput, weightGradients.EncoderWeights, workers, accumulate: add || parameters.Tied);
        Parameters<T>.PutBiases(gradients.UnitSums, weightGradients.EncoderBiases, add);
    }

    /// <summary>db_d −= W_eᵀ Σ over rows of dZ.</summary>
    public void TakeOffBack(ReadOnlySpan<double> unitSums, Parameters<T> weightGradients)
    {
        for (var l = 0; l < _sums.Columns; l++) _sums.All[l] = T.CreateTruncating(-unitSums[l]);
        MatrixProduct.Multiply(_sums, parameters.EncoderWeights, weightGradients.DecoderBiasRow, workers, accumulate: true);
    }

    private readonly struct Differences(Matrix<T> rows, Matrix<T> row, Matrix<T> result) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, count) = RowBlocks.Bounds(task, rows.Rows);
            for (var r = first; r < first + count; r++) Elementwise.Map<T, AddScaled<T>>(row.All, rows.Row(r), result.Row(r), new AddScaled<T>(-T.One));
        }
    }
}

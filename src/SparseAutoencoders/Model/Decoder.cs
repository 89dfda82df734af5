namespace SparseAutoencoders;

/// <summary>Station: codes to output, X̂ = f(H W_d + b_d), or H W_d + X W_sᵀ + b_d where a model has such weights, which are not learned.</summary>
internal sealed class Decoder<T>(Parameters<T> parameters, OutputFunction function, Workers workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>? _skip = parameters.Table.HasSkip ? parameters[ParameterTable.SkipWeights] : null;

    /// <summary>Codes → Logits, of every prefix.</summary>
    public void Forward(Pass<T> values)
    {
        if (values.SparseCodes is { } sparse) sparse.Multiply(parameters.DecoderWeights, parameters.DecoderBiasRow, values.LogitSegments, workers);
        else MatrixProduct.Multiply(values.Codes, parameters.DecoderWeights, parameters.DecoderBiasRow, values.Logits, workers);
        if (_skip is not null && values.HasInput) MatrixProduct.MultiplyByTranspose(values.Input, _skip, values.Logits, workers, accumulate: true);
    }

    /// <summary>Logits → Output.</summary>
    public void ApplyOutputFunction(Pass<T> values)
    {
        if (function == OutputFunction.Sigmoid) RowBlocks.Run(workers, values.Rows, values.Outputs, new OutputBlock<T, SigmoidFunction<T>>(values.Logits, values.Output));
        else RowBlocks.Run(workers, values.Rows, values.Outputs, new OutputBlock<T, LinearFunction<T>>(values.Logits, values.Output));
    }

    /// <summary>Gradient of the logits → gradient of the codes.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Logits; takes Codes, or SparseCodes.</param>
    public void BackToCodes(Pass<T> values, Pass<T> gradients)
    {
        if (values.SparseCodes is { } sparse) BackToPlaces(sparse, gradients);
        else BackToCodes(gradients);
    }

    /// <summary>The same where all codes are there.</summary>
    public void BackToCodes(Pass<T> gradients) => MatrixProduct.MultiplyByTranspose(gradients.Logits, parameters.DecoderWeights, gradients.Codes, workers);

    /// <summary>Gradient of the logits → gradient of the weights and biases: dW_d = Hᵀ dLogits, db_d = Σ over rows of dLogits. Where few codes are not 0 that of biases comes from the sums over a whole batch.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Logits and OutputSums.</param>
    /// <param name="weightGradients">Takes those of weights and biases.</param>
    /// <param name="add">Whether these are added to what is there.</param>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        if (values.SparseCodes is { } sparse)
        {
            sparse.TransposeMultiply(gradients.LogitSegments, weightGradients.DecoderWeights, workers, accumulate: add);
            return;
        }
        MatrixProduct.TransposeMultiply(values.Codes, gradients.Logits, weightGradients.DecoderWeights, workers, accumulate: add);
        Parameters<T>.PutBiases(gradients.OutputSums, weightGradients.DecoderBiases, add);
    }

    /// <summary>Gradient of the logits → gradient of the codes in the places of the pass's own.</summary>
    public void BackToPlaces(SparseCodes<T> codes, Pass<T> gradients)
    {
        (gradients.SparseCodes ??= new()).TakePlaces(codes);
        gradients.SparseCodes.MultiplyByTranspose(gradients.LogitSegments, parameters.DecoderWeights, workers);
    }
}

/// <summary>Applies the decoder's last step to the rows of a block.</summary>
internal readonly struct OutputBlock<T, TFunction>(Matrix<T> logits, Matrix<T> output) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IOutputFunction<T>
{
    public void Invoke(int task)
    {
        var (first, rows) = RowBlocks.Bounds(task, logits.Rows);
        Elementwise.Map<T, TFunction>(logits.Block(first, rows), output.Block(first, rows), default);
    }
}

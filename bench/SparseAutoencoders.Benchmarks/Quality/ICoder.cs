namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>What is judged: it makes codes and outputs of rows, whoever trained it.</summary>
internal interface ICoder
{
    /// <summary>Decoder rows, (units, inputs).</summary>
    Matrix<float> Decoder { get; }

    /// <summary>Codes of consecutive rows, and the rows rebuilt from them.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="first">First row.</param>
    /// <param name="codes">(rows, units).</param>
    /// <param name="outputs">(rows, inputs).</param>
    void Read(IRows rows, int first, Matrix<float> codes, Matrix<float> outputs);
}

/// <summary>A model of ours, by the public API.</summary>
internal sealed class OurCoder(SparseAutoencoder model) : ICoder
{
    private IRows? _rows, _codes, _outputs;

    public Matrix<float> Decoder { get; } = Single(model.DecoderWeights);

    public void Read(IRows rows, int first, Matrix<float> codes, Matrix<float> outputs)
    {
        if (_rows != rows) (_rows, _codes, _outputs) = (rows, model.Encode(rows), model.Reconstruct(rows));
        _codes!.Read(first, codes.All);
        _outputs!.Read(first, outputs.All);
    }

    private static Matrix<float> Single(Matrix<double> matrix)
    {
        var single = new Matrix<float>(matrix.Rows, matrix.Columns);
        for (var i = 0; i < matrix.All.Length; i++) single.All[i] = (float)matrix.All[i];
        return single;
    }
}

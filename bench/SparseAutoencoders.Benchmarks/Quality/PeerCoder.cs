namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>A peer's model, from the weights it wrote: z = W_e x + b_e; the codes are the n largest z of a row, where above 0, or those above a threshold.</summary>
internal sealed class PeerCoder : ICoder
{
    private readonly Workers _workers;
    private readonly Matrix<float> _encoder, _encoderBiases, _decoderBiases;

    /// <param name="folder">encoder_weights.npy and so on.</param>
    /// <param name="workers">Threads.</param>
    public PeerCoder(string folder, Workers workers)
    {
        _workers = workers;
        (_encoder, _encoderBiases, Decoder, _decoderBiases) = (Open("encoder_weights"), Open("encoder_biases"), Open("decoder_weights"), Open("decoder_biases"));

        Matrix<float> Open(string name)
        {
            using var rows = Choices.BuiltIn.Open(Path.Combine(folder, name + ".npy"));
            return rows.ToMatrix<float>();
        }
    }

    public Matrix<float> Decoder { get; }

    /// <summary>Codes of a row; null where <see cref="Threshold"/> decides.</summary>
    public int? Largest { get; init; }

    /// <summary>A unit is active above it.</summary>
    public float Threshold { get; init; }

    public void Read(IRows rows, int first, Matrix<float> codes, Matrix<float> outputs)
    {
        PreCodes(rows, first, codes);
        Parallel.For(0, codes.Rows, i => Choose(codes.Row(i)));
        MatrixProduct.Multiply(codes, Decoder, outputs, _workers);
        for (var i = 0; i < outputs.Rows; i++)
            for (var j = 0; j < outputs.Columns; j++) outputs[i, j] += _decoderBiases[0, j];
    }

    /// <summary>The threshold above which, over all rows, a row has so many codes on average: the same for a peer whose own was measured on batches, or that has none.</summary>
    public float ThresholdFor(IRows rows, double l0)
    {
        var positive = new List<float>();
        var codes = new Matrix<float>(Score.Block, _encoder.Rows);
        for (var first = 0; first < rows.Count; first += Score.Block)
        {
            var part = codes.Window(0, Math.Min(Score.Block, rows.Count - first), codes.Columns);
            PreCodes(rows, first, part);
            foreach (var z in part.All)
                if (z > 0) positive.Add(z);
        }
        positive.Sort();
        var count = (int)Math.Round(l0 * rows.Count);
        return count < positive.Count ? positive[^(count + 1)] : 0;
    }

    private void PreCodes(IRows rows, int first, Matrix<float> codes)
    {
        var inputs = new Matrix<float>(codes.Rows, rows.Width);
        rows.Read(first, inputs.All);
        MatrixProduct.MultiplyByTranspose(inputs, _encoder, codes, _workers);
        for (var i = 0; i < codes.Rows; i++)
            for (var l = 0; l < codes.Columns; l++) codes[i, l] += _encoderBiases[0, l];
    }

    private void Choose(Span<float> row)
    {
        var (threshold, ties) = (Threshold, 0);
        if (Largest is { } most && most < row.Length)
        {
            var sorted = row.ToArray();
            Array.Sort(sorted);
            threshold = Math.Max(0, sorted[^most]);              // itself a code, like as many equal ones as there is room for
            foreach (var z in sorted[^most..])
                if (z == threshold && z > 0) ties++;
        }
        foreach (ref var z in row)
            if (!(z > threshold) && !(z == threshold && ties-- > 0)) z = 0;
    }
}

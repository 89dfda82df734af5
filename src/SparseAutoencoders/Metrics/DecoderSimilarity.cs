namespace SparseAutoencoders;

/// <summary>How much decoder rows point where others do.</summary>
internal static class DecoderSimilarity
{
    /// <summary>Each unit's largest |cosine| with another unit's decoder row; 0 for a row of zeros, and for a unit by itself.</summary>
    /// <param name="decoder">(units, outputs).</param>
    /// <param name="workers">Threads.</param>
    /// <param name="cancellation">Stops between parts.</param>
    public static double[] Largest(Matrix<double> decoder, Workers workers, CancellationToken cancellation = default)
    {
        var (rows, largest) = (new Matrix<float>(decoder.Rows, decoder.Columns), new double[decoder.Rows]);
        for (var l = 0; l < decoder.Rows; l++)
        {
            var length = Math.Sqrt(Reductions.SquaredNorm<double>(decoder.Row(l)));
            for (var j = 0; j < decoder.Columns; j++) rows[l, j] = length > 0 ? (float)(decoder[l, j] / length) : 0;
        }
        DecoderCosines.Each(rows, workers, (unit, cosines) =>
        {
            for (var other = 0; other < cosines.Length; other++)
            {
                var cosine = Math.Abs(cosines[other]);
                if (cosine > largest[other]) largest[other] = cosine;
                if (cosine > largest[unit]) largest[unit] = cosine;
            }
        }, cancellation);
        return largest;
    }
}

namespace SparseAutoencoders;

/// <summary>How much decoder rows point where others do.</summary>
internal static class DecoderSimilarity
{
    private const int RowsAtOnce = 256;

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
        var room = new Matrix<float>(RowsAtOnce * decoder.Rows, 1);
        for (var first = 0; first < rows.Rows; first += RowsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(RowsAtOnce, rows.Rows - first);
            var cosines = room.Window(0, count, first + count);
            MatrixProduct.MultiplyByTranspose(rows.Window(first * rows.Columns, count, rows.Columns), rows.Window(0, first + count, rows.Columns), cosines, workers);
            for (var r = 0; r < count; r++)
            {
                var line = cosines.Row(r)[..(first + r)];
                for (var other = 0; other < line.Length; other++)
                {
                    var cosine = Math.Abs(line[other]);
                    if (cosine > largest[other]) largest[other] = cosine;
                    if (cosine > largest[first + r]) largest[first + r] = cosine;
                }
            }
        }
        return largest;
    }
}

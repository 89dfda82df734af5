namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>What codes and outputs are worth on given rows, in plain loops and double precision, the same for all models.</summary>
/// <param name="L0">Codes above 0 of a row, mean over rows.</param>
/// <param name="L0Max">Of the row that has most.</param>
/// <param name="ExplainedVariance">1 − Σ‖x − x̂‖² / Σ‖x − x̄‖², x̄ the mean of these rows.</param>
/// <param name="Shrinkage">Σ‖x̂‖² / Σ x̂·x, the training rows' mean being 0.</param>
/// <param name="DensityMax">Share of the rows on which the unit that is active most is active.</param>
/// <param name="DeadUnits">Units active on none of these rows.</param>
internal sealed record Score(double L0, int L0Max, double ExplainedVariance, double Shrinkage, double DensityMax, int DeadUnits)
{
    /// <summary>Rows at a time.</summary>
    public const int Block = 1000;

    /// <summary>Judges a model.</summary>
    /// <param name="coder">What was learned.</param>
    /// <param name="rows">The rows.</param>
    public static Score Of(ICoder coder, IRows rows)
    {
        var (units, width) = (coder.Decoder.Rows, rows.Width);
        var (codes, outputs, inputs) = (new Matrix<float>(Block, units), new Matrix<float>(Block, width), new Matrix<float>(Block, width));
        var (activeRows, sums, squares) = (new int[units], new double[width], new double[width]);
        var (active, most, error, square, product) = (0L, 0, 0.0, 0.0, 0.0);
        for (var first = 0; first < rows.Count; first += Block)
        {
            var count = Math.Min(Block, rows.Count - first);
            var (h, y, x) = (codes.Window(0, count, units), outputs.Window(0, count, width), inputs.Window(0, count, width));
            coder.Read(rows, first, h, y);
            rows.Read(first, x.All);
            for (var i = 0; i < count; i++)
            {
                var l0 = 0;
                var row = h.Row(i);
                for (var l = 0; l < units; l++)
                {
                    if (!(row[l] > 0)) continue;
                    l0++;
                    activeRows[l]++;
                }
                (active, most) = (active + l0, Math.Max(most, l0));
                for (var j = 0; j < width; j++)
                {
                    var (input, output) = ((double)x[i, j], (double)y[i, j]);
                    (sums[j], squares[j]) = (sums[j] + input, squares[j] + input * input);
                    (error, square, product) = (error + (input - output) * (input - output), square + output * output, product + output * input);
                }
            }
        }
        var variance = 0.0;
        for (var j = 0; j < width; j++) variance += squares[j] - sums[j] * sums[j] / rows.Count;
        return new((double)active / rows.Count, most, 1 - error / variance, square / product, (double)activeRows.Max() / rows.Count, activeRows.Count(count => count == 0));
    }

    /// <summary>Mean over units of the largest |cosine| of a unit's decoder row with that of another.</summary>
    public static double DecoderSimilarity(Matrix<float> decoder, Workers workers)
    {
        var directions = new Matrix<float>(decoder.Rows, decoder.Columns);
        for (var l = 0; l < decoder.Rows; l++)
        {
            var length = 0.0;
            foreach (var w in decoder.Row(l)) length += (double)w * w;
            for (var j = 0; j < decoder.Columns && length > 0; j++) directions[l, j] = (float)(decoder[l, j] / Math.Sqrt(length));
        }
        var cosines = new Matrix<float>(decoder.Rows, decoder.Rows);
        MatrixProduct.MultiplyByTranspose(directions, directions, cosines, workers);
        var sum = 0.0;
        for (var l = 0; l < decoder.Rows; l++)
        {
            var largest = 0f;
            for (var other = 0; other < decoder.Rows; other++)
                if (other != l) largest = Math.Max(largest, Math.Abs(cosines[l, other]));
            sum += largest;
        }
        return sum / decoder.Rows;
    }
}

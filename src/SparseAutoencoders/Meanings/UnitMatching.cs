namespace SparseAutoencoders;

/// <summary>Matches the units of two models one to one: of all pairs the most alike first, as long as both are free.</summary>
/// <remarks>Alike is the mean of two cosines, of decoder and encoder rows, or the correlation of activations. Source of the bound and of the two cosines: Paulo and Belrose, "Sparse Autoencoders
/// Trained on the Same Data Learn Different Features" (2025), who match by the Hungarian method; taking the most alike first needs no square matrix, and differs where pairs are far apart.</remarks>
internal static class UnitMatching
{
    // Pairs less alike are no pairs.
    private const double Least = 0.3;

    private const int RowsAtOnce = 256;

    // A spread below this share of the mean square is what rounding leaves of numbers that are all the same: single precision's own is 4e-15.
    private const double LeastSpread = 1e-12;

    // Pairs that are alike, of 12 bytes: of few inputs very many are.
    private const int MostNear = 1 << 26;

    // Of 8 bytes.
    private const long MostProducts = 1L << 27;

    /// <param name="decoder">Decoder rows of each model, (units, outputs).</param>
    /// <param name="encoder">Encoder rows of each model, (units, inputs).</param>
    /// <param name="codes">Codes of the same rows by each model; null to match by weights.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="cancellation">Stops between parts.</param>
    /// <returns>The pairs, by the first model's units.</returns>
    public static IReadOnlyList<UnitPair> Of((Matrix<double> First, Matrix<double> Second) decoder, (Matrix<double> First, Matrix<double> Second) encoder, (IRows First, IRows Second)? codes, Workers workers,
        CancellationToken cancellation)
    {
        var (d1, d2, e1, e2) = (Directions(decoder.First), Directions(decoder.Second), Directions(encoder.First), Directions(encoder.Second));
        var correlations = codes is { } both ? Correlations(both.First, both.Second, workers, cancellation) : null;
        var (units, others) = (d1.Rows, d2.Rows);
        var (byDecoder, byEncoder) = (new Matrix<float>(Math.Min(RowsAtOnce, units), others), new Matrix<float>(Math.Min(RowsAtOnce, units), others));
        var near = new List<(float Alike, int First, int Second)>();
        for (var first = 0; first < units && correlations is null; first += RowsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(RowsAtOnce, units - first);
            MatrixProduct.MultiplyByTranspose(d1.Window(first * d1.Columns, count, d1.Columns), d2, byDecoder.Window(0, count, others), workers);
            MatrixProduct.MultiplyByTranspose(e1.Window(first * e1.Columns, count, e1.Columns), e2, byEncoder.Window(0, count, others), workers);
            if (near.Count > MostNear)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"units: more than {MostNear} pairs of them are alike, which are too many to be matched. Compare models of fewer units."));
            for (var r = 0; r < count; r++)
                for (var other = 0; other < others; other++)
                    if ((byDecoder[r, other] + byEncoder[r, other]) / 2 is >= (float)Least and var alike) near.Add((alike, first + r, other));
        }
        for (var unit = 0; unit < units && correlations is not null; unit++)
            for (var other = 0; other < others; other++)
                if (correlations[unit, other] >= Least) near.Add(((float)correlations[unit, other], unit, other));
        near.Sort((a, b) => b.Alike != a.Alike ? b.Alike.CompareTo(a.Alike) : a.First != b.First ? a.First.CompareTo(b.First) : a.Second.CompareTo(b.Second));
        var (taken, found) = (new bool[others], new UnitPair?[units]);
        foreach (var (_, unit, other) in near)
        {
            if (found[unit] is not null || taken[other]) continue;
            taken[other] = true;
            found[unit] = new(unit, other, Cosine(d1.Row(unit), d2.Row(other)), Cosine(e1.Row(unit), e2.Row(other)), correlations?[unit, other] ?? double.NaN);
        }
        return [.. found.OfType<UnitPair>()];
    }

    /// <summary>Correlations of each unit's activations with each other unit's, over rows; 0 for one that does not vary.</summary>
    private static Matrix<double> Correlations(IRows first, IRows second, Workers workers, CancellationToken cancellation)
    {
        var (units, others) = (first.Width, second.Width);
        if ((long)units * others > MostProducts)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"units: {units} times {others} activations cannot be compared, at most {MostProducts} pairs are. Compare the models by their weights, without rows."));
        var (products, sums, otherSums) = (new Matrix<double>(units, others), new double[2 * units], new double[2 * others]);
        var height = Math.Min(first.Count, RowsAtOnce);
        var (codes, otherCodes) = (new Matrix<double>(height, units), new Matrix<double>(height, others));
        var sparse = new SparseCodes<double>();
        for (var begin = 0; begin < first.Count; begin += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(height, first.Count - begin);
            var (h, g) = (codes.Window(0, count, units), otherCodes.Window(0, count, others));
            first.Read(begin, h.All);
            second.Read(begin, g.All);
            AddSums(h, sums);
            AddSums(g, otherSums);
            sparse.Take(h);
            sparse.TransposeMultiply(new[] { new Segment<double>(units, g) }, products, workers, accumulate: true);
        }
        var rows = (double)first.Count;
        for (var l = 0; l < units; l++)
        {
            for (var m = 0; m < others; m++)
            {
                var spread = Math.Sqrt(Variance(sums, l) * Variance(otherSums, m));
                products[l, m] = spread > 0 ? Math.Clamp((products[l, m] / rows - sums[l] / rows * (otherSums[m] / rows)) / spread, -1, 1) : 0;
            }
        }
        return products;

        double Variance(double[] of, int unit)
        {
            var (mean, square) = (of[unit] / rows, of[of.Length / 2 + unit] / rows);
            return square - mean * mean is var variance && variance > LeastSpread * square ? variance : 0;
        }
    }

    private static void AddSums(Matrix<double> codes, double[] sums)
    {
        for (var r = 0; r < codes.Rows; r++)
        {
            var row = codes.Row(r);
            for (var l = 0; l < row.Length; l++) (sums[l], sums[row.Length + l]) = (sums[l] + row[l], sums[row.Length + l] + row[l] * row[l]);
        }
    }

    // Their lengths are 1 but for rounding.
    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Math.Clamp(Reductions.Dot(x, y), -1, 1);

    /// <summary>Rows of length 1; a row of zeros stays so.</summary>
    private static Matrix<float> Directions(Matrix<double> rows)
    {
        var directions = new Matrix<float>(rows.Rows, rows.Columns);
        for (var l = 0; l < rows.Rows; l++)
        {
            var length = Math.Sqrt(Reductions.SquaredNorm<double>(rows.Row(l)));
            for (var j = 0; j < rows.Columns && length > 0; j++) directions[l, j] = (float)(rows[l, j] / length);
        }
        return directions;
    }
}

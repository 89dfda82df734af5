namespace SparseAutoencoders;

/// <summary>What rows are like as the network sees them, after scaling: what says why a model fails on them.</summary>
/// <param name="NumberType">How their source stores a number.</param>
/// <param name="Least">Smallest number.</param>
/// <param name="Greatest">Greatest number.</param>
/// <param name="Varies">Not all rows are the same.</param>
/// <param name="Carrying">How few inputs hold nearly all of the rows' variance; where targets are rebuilt, whose variance is another, more than there are.</param>
/// <param name="Distance">How far the mean row is from 0, in spreads of the rows: ‖x̄‖ / √(Σ variance).</param>
/// <param name="Offset">The input that lies farthest from 0 of those beside whose mean the spread is lost; null if there is none.</param>
internal sealed record InputSummary(string NumberType, double Least, double Greatest, bool Varies, int Carrying, double Distance, InputOffset? Offset)
{
    // Beside a mean so many times the spread, single precision keeps two digits of what differs.
    private const double MostSpreads = 1e5;

    /// <summary>Of the variance: as good as all.</summary>
    public const double NearlyAll = 0.95;

    // Of the middle one: spreads within it, either way, are alike.
    private const double LikeSpread = 4;

    /// <summary>Inputs with numbers on both sides of 0 whose spread is like the middle one of all inputs.</summary>
    public int Alike { get; init; }

    /// <summary>Some of the rows and the mean of all; null where none were kept.</summary>
    public (Matrix<double> Rows, double[] Mean)? Sample { get; init; }

    public static InputSummary Of(string numberType, RowStatistics rows, bool areRebuilt = true)
    {
        var spread = Math.Sqrt(rows.TotalVariance);
        var far = Enumerable.Range(0, rows.Mean.Length)
            // A constant input varies with no row, and drowns those that do.
            .Select(input => new InputOffset(input, rows.Mean[input], rows.Variance(input) > 0 ? Math.Sqrt(rows.Variance(input)) : spread))
            .Where(offset => spread > 0 && Math.Abs(offset.Mean) > MostSpreads * offset.Spread).ToList();
        var (variances, carrying) = (Enumerable.Range(0, rows.Mean.Length).Select(rows.Variance).OrderDescending().ToArray(), 0);
        for (var held = 0.0; carrying < variances.Length && held < NearlyAll * spread * spread; carrying++) held += variances[carrying];
        var distance = spread > 0 ? Math.Sqrt(Reductions.SquaredNorm<double>(rows.Mean)) / spread : 0;
        var middle = variances[variances.Length / 2];
        var alike = Enumerable.Range(0, rows.Mean.Length).Count(input => rows.Min[input] < 0 && rows.Max[input] > 0
            && rows.Variance(input) is var variance && variance * LikeSpread * LikeSpread >= middle && variance <= middle * LikeSpread * LikeSpread);
        return new(numberType, rows.Min.Min(), rows.Max.Max(), spread > 0, areRebuilt ? carrying : int.MaxValue, distance, far.MaxBy(offset => Math.Abs(offset.Mean))) { Alike = alike };
    }
}

/// <summary>An input far from 0.</summary>
/// <param name="Input">Which, from 0.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Spread">Its standard deviation; that of all inputs together where it is constant.</param>
internal sealed record InputOffset(int Input, double Mean, double Spread);

namespace SparseAutoencoders;

/// <summary>Each input to mean 0 and standard deviation 1 over the training rows (divided by their number); a constant input becomes 0.</summary>
public sealed record StandardScaling : ScalingOptions
{
    /// <inheritdoc/>
    public override Normalizer Fit(IRows rows, RowStatistics statistics, ScalingWork work)
    {
        var scale = new double[rows.Width];
        for (var j = 0; j < scale.Length; j++) scale[j] = Reciprocal(rows, j, Math.Sqrt(statistics.Variance(j)));
        return new Normalizer(statistics.Mean, scale, rotation: null) { IsWide = statistics.NeedDouble(statistics.Mean, scale) };
    }
}

namespace SparseAutoencoders;

/// <summary>Rows minus their mean, all inputs divided by one number, so that the mean of ‖x‖² over the training rows is 1: directions stay as they are, and rates, biases and thresholds have one scale.</summary>
public sealed record NormScaling : ScalingOptions
{
    /// <inheritdoc/>
    public override Normalizer Fit(IRows rows, RowStatistics statistics, ScalingWork work)
    {
        var scale = new double[rows.Width];
        var widest = Enumerable.Range(0, rows.Width).MaxBy(statistics.Variance);
        Array.Fill(scale, Reciprocal(rows, widest, Math.Sqrt(statistics.TotalVariance)));
        return new Normalizer(statistics.Mean, scale, rotation: null) { IsWide = statistics.NeedDouble(statistics.Mean, scale) };
    }
}

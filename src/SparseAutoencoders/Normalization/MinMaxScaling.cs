namespace SparseAutoencoders;

/// <summary>Each input to [0, 1] over the training rows: x' = (x − min) / (max − min); a constant input becomes 0.</summary>
public sealed record MinMaxScaling : ScalingOptions
{
    /// <inheritdoc/>
    public override Normalizer Fit(IRows rows, RowStatistics statistics, ScalingWork work)
    {
        var scale = new double[rows.Width];
        for (var j = 0; j < scale.Length; j++) scale[j] = Reciprocal(rows, j, statistics.Max[j] - statistics.Min[j]);
        return new Normalizer(statistics.Min, scale, rotation: null) { IsWide = statistics.NeedDouble(statistics.Min, scale) };
    }
}

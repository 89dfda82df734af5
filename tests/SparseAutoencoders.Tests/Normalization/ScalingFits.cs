namespace SparseAutoencoders.Tests.Normalization;

internal static class ScalingFits
{
    /// <summary>A scaling worked out alone, as training works it out beside the rest.</summary>
    public static Normalizer Fit(this ScalingOptions scaling, IRows rows, ScalingWork work)
    {
        scaling.Expect(rows, work);
        return scaling.Fit(rows, RowStatistics.Of(rows, gaps: false, work), work)!;
    }
}

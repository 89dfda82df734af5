namespace SparseAutoencoders.Outsiders;

/// <summary>A scaling made up for tests: each input minus the middle of its range, all divided by the widest range.</summary>
public sealed record MiddleScaling : ScalingOptions
{
    [Setting("toy-stretch", "width that the widest input is given", Above = 0)]
    public double Stretch { get; init; } = 1;

    public override Normalizer? Fit(IRows rows, RowStatistics statistics, ScalingWork work)
    {
        var widest = Enumerable.Range(0, rows.Width).Max(j => statistics.Max[j] - statistics.Min[j]);
        var scale = Enumerable.Repeat(widest > 0 ? Stretch / widest : 1, rows.Width).ToArray();
        return new Normalizer([.. statistics.Min.Zip(statistics.Max, (low, high) => 0.5 * (low + high))], scale, rotation: null);
    }
}

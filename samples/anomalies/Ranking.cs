namespace Anomalies;

/// <summary>How well scores put anomalies before all other rows.</summary>
/// <param name="RocAuc">Chance that an anomaly scores above a normal row; a tie counts half.</param>
/// <param name="AveragePrecision">Precision where each anomaly is found, mean over anomalies, with rows of one score found together.</param>
internal sealed record Ranking(double RocAuc, double AveragePrecision)
{
    public static Ranking Of(IReadOnlyList<double> scores, IReadOnlyList<bool> anomalous)
    {
        var (anomalies, found, seen, pairs, precision) = (anomalous.Count(one => one), 0, 0, 0.0, 0.0);
        foreach (var tied in Enumerable.Range(0, scores.Count).GroupBy(row => scores[row]).OrderByDescending(group => group.Key))
        {
            var (all, hits) = (tied.Count(), tied.Count(row => anomalous[row]));
            pairs += (all - hits) * (found + hits / 2.0);
            (found, seen) = (found + hits, seen + all);
            precision += (double)hits * found / seen;
        }
        return new Ranking(pairs / ((double)anomalies * (scores.Count - anomalies)), precision / anomalies);
    }
}

namespace SparseAutoencoders;

/// <summary>One figure of a <see cref="TrainingProgress"/>: its key in a run's metrics, how it is read and how it is set. The one list of them.</summary>
/// <param name="Key">JSON key.</param>
/// <param name="Read">Its value; null where it is not known yet.</param>
/// <param name="Set">The progress with another value; NaN for one that is not known.</param>
public sealed record TrainingFigure(string Key, Func<TrainingProgress, double?> Read, Func<TrainingProgress, double, TrainingProgress> Set)
{
    private const double LongestRun = 1e9;                       // seconds, of which a time can still be made

    /// <summary>All figures of a run with this mechanism. Checkpoints hold them in this order: a new one goes to the end.</summary>
    public static IReadOnlyList<TrainingFigure> Of(SparsityOptions sparsity)
    {
        ArgumentNullException.ThrowIfNull(sparsity);
        var all = Listed(sparsity);
        return sparsity.CodesAreSparse ? [.. all.Where(figure => figure.Key is not ("penalty" or "mean_activation")), Auxiliary] : all;
    }

    private static TrainingFigure Auxiliary { get; } = new("loss_auxiliary", p => p.LossAuxiliary, (p, value) => p with { LossAuxiliary = value });

    private static TrainingFigure[] Listed(SparsityOptions sparsity) =>
        [
            new("loss_reconstruction", p => p.LossReconstruction, (p, value) => p with { LossReconstruction = value }),
            new("loss_sparsity", p => p.LossSparsity, (p, value) => p with { LossSparsity = value }),
            new("loss_weight_decay", p => p.LossWeightDecay, (p, value) => p with { LossWeightDecay = value }),
            new("penalty", p => p.Penalty, (p, value) => p with { Penalty = value }),
            new("mean_activation", p => p.MeanActivation, (p, value) => p with { MeanActivation = value }),
            .. sparsity.Figures.Select((figure, i) => new TrainingFigure(figure.Key, p => i < p.SparsityFigures.Count ? p.SparsityFigures[i] : null, (p, value) => p with { SparsityFigures = With(p.SparsityFigures, i, value) })),
            new("rate", p => p.Rate, (p, value) => p with { Rate = value }),
            new("rows_per_second", p => p.RowsPerSecond, (p, value) => p with { RowsPerSecond = value }),
            new("seconds", p => p.Elapsed.TotalSeconds, (p, value) => p with { Elapsed = TimeSpan.FromSeconds(value >= 0 ? Math.Min(value, LongestRun) : 0) }),
            new("dead_units", p => p.DeadUnits, (p, value) => p with { DeadUnits = value is >= 0 and <= int.MaxValue ? (int)value : null }),
        ];

    private static double[] With(IReadOnlyList<double> values, int place, double value)
    {
        var changed = new double[Math.Max(values.Count, place + 1)];
        for (var i = 0; i < changed.Length; i++) changed[i] = i == place ? value : i < values.Count ? values[i] : double.NaN;
        return changed;
    }
}

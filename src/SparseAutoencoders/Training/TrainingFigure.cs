namespace SparseAutoencoders;

/// <summary>One figure of a <see cref="TrainingProgress"/>: its key in a run's metrics, how it is read and how it is set. The one list of them.</summary>
/// <param name="Key">JSON key.</param>
/// <param name="Read">Its value; null where it is not known yet.</param>
/// <param name="Set">The progress with another value; NaN for one that is not known.</param>
public sealed record TrainingFigure(string Key, Func<TrainingProgress, double?> Read, Func<TrainingProgress, double, TrainingProgress> Set)
{
    /// <summary>All figures. Checkpoints hold them in this order: a new one goes to the end.</summary>
    public static IReadOnlyList<TrainingFigure> All { get; } =
    [
        new("loss_reconstruction", p => p.LossReconstruction, (p, value) => p with { LossReconstruction = value }),
        new("loss_sparsity", p => p.LossSparsity, (p, value) => p with { LossSparsity = value }),
        new("loss_weight_decay", p => p.LossWeightDecay, (p, value) => p with { LossWeightDecay = value }),
        new("penalty", p => p.Penalty, (p, value) => p with { Penalty = value }),
        new("mean_activation", p => p.MeanActivation, (p, value) => p with { MeanActivation = value }),
        new("rho_deviation_mean", p => p.RhoDeviationMean, (p, value) => p with { RhoDeviationMean = value }),
        new("rho_deviation_max", p => p.RhoDeviationMax, (p, value) => p with { RhoDeviationMax = value }),
        new("rate", p => p.Rate, (p, value) => p with { Rate = value }),
        new("rows_per_second", p => p.RowsPerSecond, (p, value) => p with { RowsPerSecond = value }),
        new("seconds", p => p.Elapsed.TotalSeconds, (p, value) => p with { Elapsed = TimeSpan.FromSeconds(value >= 0 ? Math.Min(value, LongestRun) : 0) }),
        new("dead_units", p => p.DeadUnits, (p, value) => p with { DeadUnits = value is >= 0 and <= int.MaxValue ? (int)value : null }),
    ];

    private const double LongestRun = 1e9;                       // seconds, of which a time can still be made
}

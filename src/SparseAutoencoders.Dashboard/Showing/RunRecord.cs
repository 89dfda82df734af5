namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>A run as its folder tells it.</summary>
public sealed record RunRecord
{
    /// <summary>How it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Options and notes, in the file's order. From a file: text, whatever it looks like.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>Figures over time; of long runs evenly spaced ones, the last among them.</summary>
    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>"epoch" or "iteration".</summary>
    public required string Step { get; init; }

    /// <summary>The last figures.</summary>
    public TrainingProgress? Last => History.Count > 0 ? History[^1] : null;

    /// <summary>The figures over time, but for those where one is not finite.</summary>
    public IReadOnlyList<TrainingProgress> HistoryOf(Func<TrainingProgress, double> figure) => [.. History.Where(progress => double.IsFinite(figure(progress)))];

    /// <summary>The mechanism as the options say it; null if they do not, or name one that is not among the choices.</summary>
    public SparsityOptions? Sparsity { get; init; }
}

using System.Diagnostics;
using SparseAutoencoders.Losses;

namespace SparseAutoencoders.Training;

/// <summary>Keeps time and history, and tells whoever listens: every finished epoch or iteration, and within a long epoch ten times a
/// second.</summary>
internal sealed class ProgressReporter(int total, double rho, IProgress<TrainingProgress>? listener)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<TrainingProgress> _history = [];
    private TimeSpan _lastTold, _lastRated;
    private long _rows, _ratedRows;
    private double _rate;

    /// <summary>The finished epochs or iterations.</summary>
    public IReadOnlyList<TrainingProgress> History => _history;

    /// <summary>Time since training began.</summary>
    public double Seconds => _watch.Elapsed.TotalSeconds;

    /// <summary>Rows through the network per second since training began.</summary>
    public double RowsPerSecond => Seconds > 0 ? _rows / Seconds : 0;

    /// <summary>Counts rows that went through the network.</summary>
    public void Count(int rows) => _rows += rows;

    /// <summary>True when it is time for a word in between.</summary>
    public bool IsDue => listener is not null && _watch.Elapsed - _lastTold >= Pause;

    /// <summary>Tells how it stands.</summary>
    /// <param name="done">Epochs or iterations, the one under way not counted unless complete.</param>
    /// <param name="share">Share of the one under way that is done, in [0, 1).</param>
    /// <param name="terms">The objective's parts.</param>
    /// <param name="unitSums">Σ over rows of each unit's code.</param>
    /// <param name="rows">How many rows the sums are over.</param>
    /// <param name="rate">Learning rate or step.</param>
    public void Tell(int done, double share, LossTerms terms, ReadOnlySpan<double> unitSums, long rows, double rate)
    {
        var now = _watch.Elapsed;
        if (now - _lastRated >= TimeSpan.FromSeconds(0.5) || _rate == 0)
            (_rate, _lastRated, _ratedRows) = ((_rows - _ratedRows) / Math.Max(1e-9, (now - _lastRated).TotalSeconds), now, _rows);
        var (activation, deviation, worst) = (0.0, 0.0, 0.0);
        foreach (var sum in unitSums)
        {
            var off = Math.Abs(sum / rows - rho) / rho;
            (activation, deviation, worst) = (activation + sum / rows, deviation + off, Math.Max(worst, off));
        }
        var progress = new TrainingProgress
        {
            Done = done,
            Total = total,
            Share = Math.Min(1, (done + share) / total),
            Complete = share == 0,
            LossReconstruction = terms.Reconstruction,
            LossSparsity = terms.Sparsity,
            LossWeightDecay = terms.WeightDecay,
            Penalty = terms.Penalty,
            MeanActivation = activation / unitSums.Length,
            RhoDeviationMean = deviation / unitSums.Length,
            RhoDeviationMax = worst,
            Rate = rate,
            RowsPerSecond = _rate,
            Elapsed = now,
        };
        if (progress.Complete) _history.Add(progress);
        _lastTold = now;
        listener?.Report(progress);
    }
}

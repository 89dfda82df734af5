using System.Diagnostics;

namespace SparseAutoencoders;

/// <summary>Keeps time and history, and tells whoever listens: every finished epoch or iteration, and within a long epoch ten times a
/// second.</summary>
internal sealed class ProgressReporter(int total, SparsityOptions sparsity, IProgress<TrainingProgress>? listener, IJournal? journal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    // How far it is, then the figures; what is not known stands as -1.
    private readonly IReadOnlyList<TrainingFigure> _figures = TrainingFigure.Of(sparsity);
    private readonly List<TrainingProgress> _history = [];
    private TimeSpan _before, _lastTold, _lastRated;
    private long _rows, _ratedRows;
    private double _rate;

    /// <summary>The finished epochs or iterations.</summary>
    public IReadOnlyList<TrainingProgress> History => _history;

    /// <summary>Time spent on training, with that before the run was stopped and gone on with.</summary>
    public double Seconds => Elapsed.TotalSeconds;

    /// <summary>Rows through the network per second of that time.</summary>
    public double RowsPerSecond => Seconds > 0 ? _rows / Seconds : 0;

    /// <summary>Counts rows that went through the objective.</summary>
    public void Count(int rows) => _rows += rows;

    /// <summary>True when it is time for a word in between.</summary>
    public bool IsDue => listener is not null && Elapsed - _lastTold >= Pause;

    private TimeSpan Elapsed => _before + _watch.Elapsed;

    /// <summary>Names time and history.</summary>
    public void KeepIn(SavedState state)
    {
        var ticks = Elapsed.Ticks;
        state.Keep("run.ticks", ref ticks, 0, SavedState.MostCounted);
        state.Keep("run.rows", ref _rows, 0, SavedState.MostCounted);
        var numbers = state.KeepList("run.history", [.. _history.SelectMany(Numbers)], 1 + _figures.Count);
        if (!state.Restoring) return;
        _watch.Restart();
        (_before, _ratedRows) = (TimeSpan.FromTicks(ticks), _rows);
        (_lastTold, _lastRated) = (_before, _before);
        _history.Clear();
        var (seconds, dead) = (PlaceOf("seconds"), PlaceOf("dead_units"));
        foreach (var one in numbers.Chunk(1 + _figures.Count))
        {
            state.Whole("run.history", one[0], _history.Count + 1, Math.Min(total, _history.Count + 1));
            state.Whole("run.history", Math.Floor(one[seconds]), 0, SavedState.MostCounted / TimeSpan.TicksPerSecond);
            state.Whole("run.history", one[dead], -1, int.MaxValue);
            _history.Add(Progress(one));
        }
    }

    /// <summary>Opens the journal, and says where the run goes on and what was found.</summary>
    public void Begin()
    {
        if (journal is null) return;
        journal.Begin(_history);
        foreach (var notice in journal.Notices) Say(notice);
        if (journal.Latest is not null) Say($"going on with the run, {_history.Count} of {total} done");
    }

    /// <summary>Says something aloud.</summary>
    public void Say(string notice) => listener?.Report(TrainingProgress.Before(total) with { Done = _history.Count, Share = (double)_history.Count / total, Notice = notice, Elapsed = Elapsed });

    /// <summary>Tells how it stands.</summary>
    /// <param name="done">Epochs or iterations, the one under way not counted unless complete.</param>
    /// <param name="share">Share of the one under way that is done, in [0, 1).</param>
    /// <param name="terms">The objective's parts.</param>
    /// <param name="unitSums">Σ over rows of each unit's code.</param>
    /// <param name="rows">How many rows the sums are over.</param>
    /// <param name="figures">The mechanism's own figures.</param>
    /// <param name="rate">Learning rate or step.</param>
    /// <param name="deadUnits">Dead units at the last look; null before the first.</param>
    public void Tell(int done, double share, LossTerms terms, ReadOnlySpan<double> unitSums, long rows, double[] figures, double rate, int? deadUnits)
    {
        var now = Elapsed;
        if (now - _lastRated >= TimeSpan.FromSeconds(0.5) || _rate == 0)
            (_rate, _lastRated, _ratedRows) = ((_rows - _ratedRows) / Math.Max(1e-9, (now - _lastRated).TotalSeconds), now, _rows);
        var activation = 0.0;
        foreach (var sum in unitSums) activation += sum / rows;
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
            LossAuxiliary = terms.Auxiliary,
            MeanActivation = activation / unitSums.Length,
            SparsityFigures = figures,
            DeadUnits = deadUnits,
            Rate = rate,
            RowsPerSecond = _rate,
            Elapsed = now,
        };
        if (progress.Complete)
        {
            _history.Add(progress);
            journal?.Record(progress);
        }
        _lastTold = now;
        listener?.Report(progress);
    }

    private int PlaceOf(string key) => 1 + _figures.TakeWhile(figure => figure.Key != key).Count();

    private double[] Numbers(TrainingProgress progress) => [progress.Done, .. _figures.Select(figure => figure.Read(progress) ?? -1)];

    private TrainingProgress Progress(double[] numbers) =>
        _figures.Zip(numbers.Skip(1)).Aggregate(
            TrainingProgress.Before(total) with { Done = (int)numbers[0], Share = numbers[0] / total, Complete = true },
            (progress, figure) => figure.First.Set(progress, figure.Second));
}

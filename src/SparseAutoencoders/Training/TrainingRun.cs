namespace SparseAutoencoders;

/// <summary>How a model came to be.</summary>
public sealed class TrainingRun
{
    private readonly StartingPoint _start;

    internal TrainingRun(StartingPoint start) => _start = start;

    /// <summary>The rows that were trained on (all but the held-out ones); reads from the source, which must still be open.</summary>
    public required IRows TrainingRows { get; init; }

    /// <summary>The rows that were held out; null if none.</summary>
    public required IRows? ValidationRows { get; init; }

    /// <summary>The model before the first step, judged on the training rows. That is done when it is first asked for, takes about as long as an epoch, and reads
    /// the rows, whose source must still be open.</summary>
    public Evaluation Before => _start.Judge(Workers.Shared, CancellationToken.None);

    /// <summary>One entry an epoch or iteration.</summary>
    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>Epochs done (mini-batches), or null.</summary>
    public required int? Epochs { get; init; }

    /// <summary>Iterations done (all rows at once), or null.</summary>
    public required int? Iterations { get; init; }

    /// <summary>Times the objective and its gradient were computed over all rows (all rows at once), or null.</summary>
    public required int? Evaluations { get; init; }

    /// <summary>Seconds the steps took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Rows through the network per second of training.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Whether what the mechanism holds exactly does hold for every unit; null where it holds nothing, a penalty say.</summary>
    public required ConstraintReport? Constraint { get; init; }

    /// <summary>Units that carry nothing over the training rows at the end, and why.</summary>
    public required IReadOnlyList<IdleUnit> IdleUnits { get; init; }

    /// <summary>Units that carried nothing and began anew, in order; empty without <see cref="TrainingOptions.Revive"/>.</summary>
    public required IReadOnlyList<Revival> Revivals { get; init; }

    /// <summary>Times the numbers ran away and the run was taken back to the start of an epoch, with a smaller learning rate from there on.</summary>
    public required int Retreats { get; init; }

    /// <summary>Why training ended before all epochs or iterations were done; null if it did not.</summary>
    public required string? StoppedEarly { get; init; }
}

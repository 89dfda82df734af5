namespace SparseAutoencoders;

/// <summary>Where a run stands after an epoch (mini-batches) or an iteration (all rows).</summary>
/// <remarks>Mini-batch figures are means over the epoch's batches as they were trained on, so they trail the model's own
/// (<see cref="SparseAutoencoder.Evaluate(IRows, CancellationToken)"/>) a little.</remarks>
public sealed record TrainingProgress
{
    /// <summary>Epochs or iterations done, from 1.</summary>
    public required int Done { get; init; }

    /// <summary>Epochs or iterations asked for.</summary>
    public required int Total { get; init; }

    /// <summary>Share of the run that is done, in [0, 1]: also moves within an epoch.</summary>
    public required double Share { get; init; }

    /// <summary>True at the end of an epoch or iteration, false for a word in between.</summary>
    public required bool Complete { get; init; }

    /// <summary>The network.</summary>
    public double LossTotal => LossReconstruction + LossSparsity + LossWeightDecay + LossAuxiliary;

    /// <summary>L.</summary>
    public required double LossReconstruction { get; init; }

    /// <summary>βΩ.</summary>
    public required double LossSparsity { get; init; }

    /// <summary>Weight decay's part.</summary>
    public required double LossWeightDecay { get; init; }

    /// <summary>The mechanism's second loss: AuxK, and a gate's own. 0 where it has none.</summary>
    public double LossAuxiliary { get; init; }

    /// <summary>Ω.</summary>
    public required double Penalty { get; init; }

    /// <summary>Mean over units of ρ̂.</summary>
    public required double MeanActivation { get; init; }

    /// <summary>The mechanism's own figures, one value for each of <see cref="SparsityOptions.Figures"/>; empty before the first step.</summary>
    public IReadOnlyList<double> SparsityFigures { get; init; } = [];

    /// <summary>Dead units at the last look, of about ten in a run, before any began anew; null before the first.</summary>
    public int? DeadUnits { get; init; }

    /// <summary>Learning rate, or the length of the line search's step.</summary>
    public required double Rate { get; init; }

    /// <summary>Rows through the network per second, lately.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Something that is to be said aloud, in words: that the run was taken back, say. Such a word carries no figures; null for all others.</summary>
    public string? Notice { get; init; }

    /// <summary>What is worked out before the first step, in words ("scaling"), where that takes longer than a second: <see cref="Share"/> says how far it is. Such a
    /// word carries no figures; null for all others.</summary>
    public string? Preparing { get; init; }

    /// <summary>Time spent on training.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time left, as far as can be told.</summary>
    public TimeSpan Remaining => Share > 0 ? Elapsed * ((1 - Share) / Share) : TimeSpan.Zero;

    /// <summary>How a run stands before its first step; figures are 0.</summary>
    /// <param name="total">Epochs or iterations asked for.</param>
    public static TrainingProgress Before(int total) => new()
    {
        Done = 0,
        Total = total,
        Share = 0,
        Complete = false,
        LossReconstruction = 0,
        LossSparsity = 0,
        LossWeightDecay = 0,
        Penalty = 0,
        MeanActivation = 0,
        Rate = 0,
        RowsPerSecond = 0,
        Elapsed = TimeSpan.Zero,
    };
}

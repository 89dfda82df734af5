namespace SparseAutoencoders;

/// <summary>What both training loops are given.</summary>
/// <param name="Network">What is minimised, on parameters that are already initialised.</param>
/// <param name="Rows">The training rows, checked and scaled.</param>
/// <param name="Units">Looks for units that carry nothing.</param>
/// <param name="Seed">Start of the random numbers.</param>
/// <param name="Workers">Threads.</param>
/// <param name="Start">The model before the first step.</param>
/// <param name="Progress">Told how it goes; may be null.</param>
/// <param name="Journal">Where the run is written down; may be null.</param>
/// <param name="Cancellation">Stops between steps.</param>
internal sealed record TrainingSetup<T>(
    Network<T> Network,
    PreparedRows<T> Rows,
    UnitWatch<T> Units,
    ulong Seed,
    Workers Workers,
    StartingPoint Start,
    IProgress<TrainingProgress>? Progress,
    IJournal? Journal,
    CancellationToken Cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What stops work within a step. A run that is written down finishes its step first, so that it can be saved.</summary>
    public CancellationToken WithinStep => Journal is null ? Cancellation : CancellationToken.None;

    /// <summary>At the end of a step: saves the run if it is time or if it is to stop, and then stops.</summary>
    /// <param name="boundary">An epoch or iteration has just ended.</param>
    /// <param name="last">The loop is done.</param>
    /// <param name="state">Takes the state.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void EndStep(bool boundary, bool last, Func<RunState> state)
    {
        if (Journal is not null && (last || Cancellation.IsCancellationRequested || Journal.IsDue(boundary))) Journal.Save(state());
        if (!last) Cancellation.ThrowIfCancellationRequested();
    }
}

/// <summary>How a loop ended.</summary>
/// <param name="History">One entry an epoch or iteration.</param>
/// <param name="Evaluations">Times the objective was computed over all rows (full batch).</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="RowsPerSecond">Rows through the network per second.</param>
/// <param name="StoppedEarly">Why it ended before all was done, or null.</param>
/// <param name="Retreats">Times the numbers ran away and the run was taken back.</param>
internal sealed record LoopResult(IReadOnlyList<TrainingProgress> History, int Evaluations, double Seconds, double RowsPerSecond, string? StoppedEarly, int Retreats);

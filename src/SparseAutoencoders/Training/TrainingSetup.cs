using System.Security.Cryptography;

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
    /// <summary>The run is written down, by this machine or by another.</summary>
    public bool IsWritten { get; init; } = Journal is not null;

    /// <summary>What stops work within a step. A run that is written down finishes its step first, so that it can be saved.</summary>
    public CancellationToken WithinStep => IsWritten ? CancellationToken.None : Cancellation;

    /// <summary>At the end of a step: saves the run if it is time or if it is to stop, and then stops. If one of several machines is to stop, all do. At a boundary these compare their parameters.</summary>
    /// <param name="boundary">An epoch or iteration has just ended.</param>
    /// <param name="last">The loop is done.</param>
    /// <param name="state">Takes the state.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="TrainingException">Machines have computed differently.</exception>
    public void EndStep(bool boundary, bool last, Func<RunState> state)
    {
        var stops = Network.Shards.Any(Cancellation.IsCancellationRequested);
        if (boundary) CompareMachines();
        if (Journal is not null && (last || stops || Journal.IsDue(boundary))) Journal.Save(state());
        if (!last && stops) throw new OperationCanceledException(Cancellation);
    }

    private void CompareMachines()
    {
        if (Network.Shards.IsAlone) return;
        var hashes = Network.Shards.Gather<byte>(SHA256.HashData(MemoryMarshal.AsBytes(Network.Parameters.All))).Chunk(SHA256.HashSizeInBytes).ToList();
        if (hashes.FindIndex(hash => !hash.AsSpan().SequenceEqual(hashes[0])) is > 0 and var other)
            throw new TrainingException($"training: machine {other} has computed other parameters than machine 0. All need the same system and C library, and memory that does not err; then go on with the run.");
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

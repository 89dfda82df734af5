namespace SparseAutoencoders;

/// <summary>Where a run is written down, so that it can be gone on with: its figures, and its state at the end of steps.</summary>
internal interface IJournal
{
    /// <summary>The state the run goes on from; null where it begins.</summary>
    RunState? Latest { get; }

    /// <summary>What is worth saying of what was found there.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Number of the checkpoint that the run goes on from; 0 where it begins.</summary>
    int Number { get; }

    /// <summary>Says that it is time to save.</summary>
    /// <param name="boundary">An epoch or iteration has just ended.</param>
    bool IsDue(bool boundary);

    /// <summary>Writes the state down, whole or not at all.</summary>
    /// <param name="state">The state.</param>
    void Save(RunState state);

    /// <summary>Writes the finished epochs or iterations down, in place of what stands there.</summary>
    void Begin(IReadOnlyList<TrainingProgress> history);

    /// <summary>Writes a finished epoch or iteration down.</summary>
    void Record(TrainingProgress progress);
}

/// <summary>Where a run stands.</summary>
/// <param name="Now">At the end of a step.</param>
/// <param name="Good">At the start of that step's epoch: what is gone back to if the numbers run away. Null where nothing is.</param>
internal sealed record RunState(SavedState Now, SavedState? Good);

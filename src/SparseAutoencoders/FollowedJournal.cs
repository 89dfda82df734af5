namespace SparseAutoencoders;

/// <summary>A run that another machine writes down.</summary>
/// <param name="latest">State the run goes on from, or null.</param>
/// <param name="number">Number of its checkpoint; 0 where the run begins.</param>
internal sealed class FollowedJournal(RunState? latest, int number) : IJournal
{
    /// <inheritdoc/>
    public RunState? Latest => latest;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notices => [];

    /// <inheritdoc/>
    public int Number => number;

    /// <inheritdoc/>
    public bool IsDue(bool boundary) => false;

    /// <inheritdoc/>
    public void Save(RunState state)
    {
    }

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<TrainingProgress> history)
    {
    }

    /// <inheritdoc/>
    public void Record(TrainingProgress progress)
    {
    }
}

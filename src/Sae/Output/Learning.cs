using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Trains with progress on standard error: a bar on a terminal, plain lines elsewhere.</summary>
internal static class Learning
{
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="options">What is learned.</param>
    /// <param name="session">The run of the tool.</param>
    /// <param name="run">Folder of the run, new or to be gone on with; or null.</param>
    /// <param name="start">The model that is gone on with; null to begin anew.</param>
    /// <param name="group">The machines that learn together; null for this one alone.</param>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions options, Session session, RunFolder? run = null, SparseAutoencoder? start = null, IGroup? group = null)
    {
        try
        {
            return Console.IsErrorRedirected
                ? Work(new TrainingLines(session.Error, options))
                : TrainingBar.Show(session.Error, options.Sparsity, Work);
        }
        catch (OperationCanceledException) when (run is { Options: not null })
        {
            session.Saved = $"The run is saved in {run.Path}: go on with sae train --resume {run.Path}.";
            throw;
        }

        SparseAutoencoder Work(IProgress<TrainingProgress> progress) => run switch
        {
            { Options: not null } when group is not null => SparseAutoencoder.Resume(rows, run, group, options.Threads, new InWords(progress, session), session.Cancellation),
            _ when group is not null => SparseAutoencoder.Train(rows, options, group, run, new InWords(progress, session), session.Cancellation),
            { Options: not null } => SparseAutoencoder.Resume(rows, run, start, options.Threads, new InWords(progress, session), session.Cancellation),
            _ when start is not null => start.Continue(rows, options, run, new InWords(progress, session), session.Cancellation),
            null => SparseAutoencoder.Train(rows, options, new InWords(progress, session), session.Cancellation),
            _ => SparseAutoencoder.Train(rows, options, run, new InWords(progress, session), session.Cancellation),
        };
    }

    /// <summary>Progress whose notices are in the words of the command line.</summary>
    private sealed class InWords(IProgress<TrainingProgress> progress, Session session) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value.Notice is { } notice ? value with { Notice = session.Say(notice) } : value);
    }
}

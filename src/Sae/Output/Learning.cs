using SparseAutoencoders;
using SparseAutoencoders.Data;
using SparseAutoencoders.Optimization;
using SparseAutoencoders.Training;

namespace Sae.Output;

/// <summary>Trains with progress on standard error: a bar on a terminal, plain lines elsewhere.</summary>
internal static class Learning
{
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="options">What is learned.</param>
    /// <param name="session">The run of the tool.</param>
    /// <param name="record">Takes every report as well, or null.</param>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions options, Session session, IProgress<TrainingProgress>? record = null)
    {
        return Console.IsErrorRedirected
            ? Work(new TrainingLines(session.Error, options.Optimizer is MiniBatchOptions ? "epoch" : "iteration"))
            : TrainingBar.Show(session.Error, Work);

        SparseAutoencoder Work(IProgress<TrainingProgress> shown) =>
            SparseAutoencoder.Train(rows, options, record is null ? shown : new Both(shown, record), session.Cancellation);
    }

    private sealed class Both(IProgress<TrainingProgress> first, IProgress<TrainingProgress> second) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            first.Report(value);
            second.Report(value);
        }
    }
}

namespace SparseAutoencoders.Tests.Training;

/// <summary>A run that is stopped at every word, and gone on with by another number of threads, until it is at its end.</summary>
internal static class StoppedRun
{
    /// <returns>The model, and how often the run was stopped.</returns>
    public static (SparseAutoencoder Model, int Stops) Of(IRows rows, TrainingOptions options, string folder)
    {
        for (var stops = 0; ; stops++)
        {
            using var stop = new CancellationTokenSource();
            var listener = new Listener(told =>
            {
                if (told.Done < told.Total) stop.Cancel();
            });
            try
            {
                using var run = stops == 0 ? RunFolder.Create(folder) : RunFolder.Open(folder);
                return (stops == 0 ? SparseAutoencoder.Train(rows, options, run, listener, stop.Token) : SparseAutoencoder.Resume(rows, run, 1 + stops % 3, listener, stop.Token), stops);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}

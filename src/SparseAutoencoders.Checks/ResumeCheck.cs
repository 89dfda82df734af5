namespace SparseAutoencoders.Checks;

/// <summary>Trains small models twice, once without a stop and once stopped after every step and gone on with from the folder, on changing numbers of
/// threads, and compares every bit.</summary>
public static class ResumeCheck
{
    private const int RowCount = 50, Inputs = 6, HiddenUnits = 5;

    // What makes a run short, by the settings' names; a choice takes those it has.
    private static readonly (string Setting, object Value)[] Short = [("epochs", 4), ("iterations", 8), ("batch", 16)];

    /// <summary>One combination of choices.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="Stops">How many times the run was stopped.</param>
    /// <param name="Equal">Whether both models are the same to the last bit.</param>
    public sealed record Case(string Name, int Stops, bool Equal);

    /// <summary>Checks every optimizer × sparsity × precision, tied and free.</summary>
    /// <param name="choices">What there is.</param>
    /// <param name="folder">An existing folder for the runs; they are deleted again.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<Case> Run(Choices choices, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(choices);
        using var rows = SampleRows();
        return
        [
            .. from optimizer in choices.Optimizers
               from sparsity in choices.Sparsities
               from precision in Enum.GetValues<Precision>()
               from tied in new[] { false, true }
               where !optimizer.Defaults.IsOverAllRows || sparsity.Defaults.OverAllRows is not null
               where !tied || !sparsity.Defaults.CodesAreSparse
               let options = TrainingOptions.For(sparsity.Defaults, HiddenUnits, Shortened(optimizer)) with
               {
                   Choices = choices,
                   Precision = precision,
                   Tied = tied,
               }
               select Compare($"{optimizer.Name}, {sparsity.Name}, {precision.ToString().ToLowerInvariant()}, {(tied ? "tied" : "free")}", rows, options, folder, cancellation),
        ];
    }

    private static Case Compare(string name, IRows rows, TrainingOptions options, string folder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = Path.Combine(folder, $"sae-check-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        try
        {
            var (never, stopped) = (Path.Combine(path, "never.safetensors"), Path.Combine(path, "stopped.safetensors"));
            SparseAutoencoder.Train(rows, options with { Threads = 1 }, cancellation: cancellation).Save(never);
            var stops = 0;
            while (!Leg(rows, options, Path.Combine(path, "run"), stops, stopped)) stops++;
            return new Case(name, stops, File.ReadAllBytes(never).AsSpan().SequenceEqual(File.ReadAllBytes(stopped)));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>The run from where it is to its next stop; true where it came to its end.</summary>
    private static bool Leg(IRows rows, TrainingOptions options, string folder, int stops, string model)
    {
        using var stop = new CancellationTokenSource();
        var atFirstWord = new StopAtFirstWord(stop);             // that is, at the end of the step under way
        var threads = 1 + stops % 3;
        try
        {
            using var run = stops == 0 ? RunFolder.Create(folder) : RunFolder.Open(folder, choices: options.Choices);
            (stops == 0 ? SparseAutoencoder.Train(rows, options with { Threads = threads }, run, atFirstWord, stop.Token)
                : SparseAutoencoder.Resume(rows, run, threads, atFirstWord, stop.Token)).Save(model);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static TOptions Shortened<TOptions>(Choice<TOptions> choice) where TOptions : class
    {
        var options = choice.Create();
        foreach (var (name, value) in Short) choice.Settings.FirstOrDefault(setting => setting.Name == name)?.Set(options, value);
        return options;
    }

    private static IRows SampleRows()
    {
        var random = new RandomNumbers(seed: 7, stream: 0);
        var rows = new Matrix<double>(RowCount, Inputs);
        foreach (ref var x in rows.All) x = random.NextDouble();
        return Rows.From(rows);
    }

    private sealed class StopAtFirstWord(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        // What comes after the last step can be stopped too, but then nothing is left to go on with.
        public void Report(TrainingProgress value)
        {
            if (value.Done < value.Total) stop.Cancel();
        }
    }
}

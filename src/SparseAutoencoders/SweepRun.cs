namespace SparseAutoencoders;

/// <summary>One run of a <see cref="Sweep"/>.</summary>
public sealed record SweepRun
{
    /// <summary>What tells it from the others, and its folder's name: "rho=0.01,beta=1".</summary>
    public required string Name { get; init; }

    /// <summary>What was asked for.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The settings that are not the same in all runs: name and value, as a model file has them. What this run's mechanism does not have is left out.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Varied { get; init; }

    /// <summary>The run's folder; a <see cref="RunFolder"/>.</summary>
    public required string Folder { get; init; }

    /// <summary>The model file; written once the run is done.</summary>
    public string Model => Path.Combine(Folder, RunFolder.ModelName);

    /// <summary>The saved model judged on its training rows; null where the run failed or is not done yet.</summary>
    public Evaluation? Evaluation { get; init; }

    /// <summary>The same on the rows held out; null where there are none.</summary>
    public Evaluation? HeldOut { get; init; }

    /// <summary>What is amiss with the model: see <see cref="SparseAutoencoder.Findings"/>.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Seconds the steps took.</summary>
    public double Seconds { get; init; }

    /// <summary>Why there is no model, on one line; null where there is one.</summary>
    public string? Error { get; init; }

    /// <summary>What runs are compared by: the figures of the rows held out, of the training rows where none are; null where there is no model.</summary>
    public Evaluation? Judged => HeldOut ?? Evaluation;
}

/// <summary>Where a <see cref="Sweep"/> stands.</summary>
/// <param name="Run">The run that there is something to say of.</param>
/// <param name="Training">Where that run stands; null once it has ended.</param>
/// <param name="Ended">Runs that have ended.</param>
/// <param name="Total">All runs.</param>
public sealed record SweepProgress(SweepRun Run, TrainingProgress? Training, int Ended, int Total);

namespace SparseAutoencoders.Benchmarks;

/// <summary>What a benchmark is told.</summary>
internal sealed record BenchmarkRun
{
    /// <summary>Everything once, in seconds, on the data in the repository: proves that the benchmark works, not how fast anything is.</summary>
    public required bool Smoke { get; init; }

    /// <summary>Fashion-MNIST's training images, IDX.</summary>
    public required string Images { get; init; }

    /// <summary>Images that are not trained on.</summary>
    public required string TestImages { get; init; }

    /// <summary>Folder of scikit-learn's tables.</summary>
    public required string Tables { get; init; }

    /// <summary>Folder of other projects' checkouts.</summary>
    public required string Peers { get; init; }

    /// <summary>Threads; 0 for one a core.</summary>
    public required int Threads { get; init; }

    /// <summary>Threads, counted.</summary>
    public int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>New measurements at most; the next call goes on.</summary>
    public required int AtMost { get; init; }

    /// <summary>Folder of all results.</summary>
    public required string ResultsFolder { get; init; }

    /// <summary>Where measurements go.</summary>
    public required ResultsFile Results { get; init; }

    /// <summary>Where words go.</summary>
    public required TextWriter Out { get; init; }
}

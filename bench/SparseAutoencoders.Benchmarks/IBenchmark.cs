namespace SparseAutoencoders.Benchmarks;

/// <summary>One benchmark: it first checks that what it measures computes the right thing, then measures, and leaves a results file.</summary>
internal interface IBenchmark
{
    /// <summary>Its command, its results file, and its name in the pages made from it.</summary>
    string Name { get; }

    /// <summary>One line of help.</summary>
    string Summary { get; }

    /// <summary>Measures; what the results file holds already is not measured again.</summary>
    void Run(BenchmarkRun run);

    /// <summary>Markdown for the pages, from a results file alone.</summary>
    /// <param name="part">Which of the benchmark's tables; empty for the one it has.</param>
    /// <param name="results">The results file.</param>
    string Table(string part, ResultsFile results);

    /// <summary>Pictures for the pages, from a results file alone: file name → content.</summary>
    IReadOnlyDictionary<string, string> Pictures(ResultsFile results) => new Dictionary<string, string>();
}

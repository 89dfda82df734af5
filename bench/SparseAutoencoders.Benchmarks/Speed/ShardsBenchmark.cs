using System.Globalization;
using System.Text;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>What it costs one machine to cut batches into shards, as a run of several machines does: a step with eight beside a step with one.</summary>
internal sealed class ShardsBenchmark : IBenchmark
{
    private const double Slice = 0.05;                           // seconds
    private const int Shards = 8;

    public string Name => "shards";

    public string Summary => "a step with eight shards beside one";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        AnswerCheck.Gradients();
        foreach (var (words, sparsity, shape) in new (string, SparsityOptions, Shape)[]
        {
            ("kl", new KlOptions(), new(784, 196, 1024)), ("held", new HeldOptions(), new(784, 196, 1024)), ("kl", new KlOptions(), new(784, 1024, 1024)),
            ("batch-topk", new BatchTopKOptions(), new(768, 4096, 1024)), ("jumprelu", new JumpReluOptions(), new(384, 2048, 1024)),
        })
        {
            var small = run.Smoke ? shape.Small() : shape;
            using var one = Step(small, sparsity, 1, run.Threads);
            using var cut = Step(small, sparsity, Shards, run.Threads);
            var medians = Median.InTurnAwake(run.Smoke ? 1 : 25, () => one.Time(run.Smoke ? 0.001 : Slice), () => cut.Time(run.Smoke ? 0.001 : Slice));
            var row = new ShardsRow(words, shape.ToString(), medians[0], medians[1]);
            run.Results.Add(row);
            run.Out.WriteLine(Line(row));
        }
    }

    public string Table(string part, ResultsFile results)
    {
        var text = new StringBuilder();
        text.AppendLine("| mechanism | inputs–units, batch | one shard, µs | eight, µs | more |").AppendLine("|---|---|---|---|---|");
        foreach (var row in results.Rows<ShardsRow>()) text.AppendLine(Line(row));
        return text.ToString();
    }

    private static OurStep Step(Shape shape, SparsityOptions sparsity, int shards, int threads)
    {
        var options = sparsity.CodesAreSparse ? TrainingOptions.For(sparsity, shape.HiddenUnits) : new TrainingOptions { HiddenUnits = shape.HiddenUnits, Sparsity = sparsity };
        options = options with { Sparsity = options.Sparsity.Completed(shape.HiddenUnits), Threads = threads, Shards = shards, Optimizer = ((AdamOptions)options.Optimizer) with { Batch = shape.Batch } };
        var step = new OurStep(shape, options, centred: sparsity.CodesAreSparse);
        step.Time(5 * Slice);                                    // until compiled for good
        return step;
    }

    private static string Line(ShardsRow row) => string.Create(CultureInfo.InvariantCulture, $"| {row.Mechanism} | {row.Shape} | {row.One:N0} | {row.Eight:N0} | {(row.Eight / row.One) - 1:P1} |");

    private sealed record ShardsRow(string Mechanism, string Shape, double One, double Eight);
}

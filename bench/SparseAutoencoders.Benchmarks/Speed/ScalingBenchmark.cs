using System.Globalization;
using System.Text;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>How time and memory grow: with threads, inputs and hidden units in a step; with rows in training from a file; and how soon the tool answers.</summary>
internal sealed class ScalingBenchmark : IBenchmark
{
    private const double Slice = 0.05;                           // seconds
    private const long LargeFile = 8L << 30;
    private const int Inputs = 784, Units = 196;

    private static readonly Shape Wide = new(Inputs, 1024, 1024);

    public string Name => "scaling";

    public string Summary => "growth with threads, inputs, hidden units and rows; memory on an 8 GB file; start of the tool";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        AnswerCheck.Gradients();
        Steps(run);
        Start(run);
        Files(run);
    }

    public string Table(string part, ResultsFile results)
    {
        var text = new StringBuilder();
        text.AppendLine("| what | value |").AppendLine("|---|---|");
        foreach (var row in results.Rows<ScalingRow>()) text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| {row.What} | {row.Value:G4} {row.Unit} |"));
        return text.ToString();
    }

    private static void Steps(BenchmarkRun run)
    {
        var (rounds, slice) = run.Smoke ? (1, 0.001) : (15, Slice);
        var wide = run.Smoke ? Wide.Small() : Wide;
        using (var one = Step(wide, 1))
        using (var all = Step(wide, run.Threads))
        {
            var medians = Median.InTurnAwake(rounds, () => one.Time(slice), () => all.Time(slice));
            Add(run, $"step {wide}, {all.Threads} threads over one", medians[0] / medians[1], "×");
        }
        foreach (var shape in new Shape[] { new(Inputs, 64, 1024), new(Inputs, 256, 1024), Wide, new(Inputs, 4096, 1024), new(64, 1024, 1024), new(256, 1024, 1024), new(3072, 1024, 1024) })
        {
            using var step = Step(run.Smoke ? shape.Small() : shape, run.Threads);
            var time = Median.InTurn(Math.Min(rounds, 9), () => step.Time(slice))[0];
            Add(run, $"step {shape}", time, "µs");
            Add(run, $"step {shape}, rate of its five products", shape.Gigaflops() / time * 1e6, "GFLOP/s");
        }
    }

    private static OurStep Step(Shape shape, int threads)
    {
        var step = new OurStep(shape, new TrainingOptions { HiddenUnits = shape.HiddenUnits, Threads = threads, Optimizer = new AdamOptions { Batch = shape.Batch } });
        step.Time(5 * Slice);                                    // until compiled for good
        return step;
    }

    private static void Start(BenchmarkRun run)
    {
        Tool.Run(Tool.Sae(run), "--version");
        Add(run, "`./sae --version`, already built", Median.InTurn(run.Smoke ? 1 : 15, () => Tool.Run(Tool.Sae(run), "--version").Seconds)[0], "s");
    }

    /// <summary>Training from a file of single-precision rows on disk: the first rows of it, many more, all 8 GB.</summary>
    private static void Files(BenchmarkRun run)
    {
        var folder = Directory.CreateTempSubdirectory("scaling-");
        try
        {
            var (few, many) = run.Smoke ? (200, 400) : (10_000, 1_000_000);
            var all = run.Smoke ? many : (int)(LargeFile / (Inputs * sizeof(float)));
            var path = Path.Combine(folder.FullName, "rows.npy");
            RowOutput.Write<float>(path, new RandomRows(all));
            var small = Path.Combine(folder.FullName, "few.npy");
            RowOutput.Write<float>(small, new RandomRows(few));
            // The same number of rows pass in both: more epochs over the few. The tool's own rate leaves its start and the judging out. What comes from the disk
            // the first time is in the system's cache from then on.
            Rate(path, many, 1, folder, run);
            var rates = Median.InTurn(run.Smoke ? 1 : 3,
                () => Rate(small, few, many / few, folder, run).RowsPerSecond,
                () => Rate(path, many, 1, folder, run).RowsPerSecond);
            Add(run, $"training {Inputs}–{Units}, time per row, {few:N0} rows", 1e6 / rates[0], "µs");
            Add(run, $"training {Inputs}–{Units}, time per row, {many:N0} rows", 1e6 / rates[1], "µs");
            Add(run, "the second over the first", rates[0] / rates[1], "×");
            // Weights, their gradient, and Adam's two means.
            var own = 4 * sizeof(float) * (2L * Inputs * Units + Inputs + Units);
            Add(run, $"training on a file of {new FileInfo(path).Length / 1e9:F1} GB, peak memory beyond model and optimizer", (Rate(path, all, 1, folder, run).Peak - own) / 1e6, "MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double RowsPerSecond, long Peak) Rate(string data, int rows, int epochs, DirectoryInfo folder, BenchmarkRun run)
    {
        string[] words = ["train", data, "--rows", Text(rows), "--hidden", Text(Units), "--epochs", Text(epochs), "--threads", Text(run.ThreadCount), "--output", Path.Combine(folder.FullName, "m.safetensors"), "--json"];
        var outcome = Tool.Run(Tool.Sae(run), words);
        return (outcome.Json["rows_per_second"]!.GetValue<double>(), outcome.PeakBytes);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(BenchmarkRun run, string what, double value, string unit)
    {
        run.Results.Add(new ScalingRow(what, value, unit));
        run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:G4} {unit}"));
    }

    private sealed record ScalingRow(string What, double Value, string Unit);
}

using System.Globalization;
using System.Text;
using SparseAutoencoders.Formats;

namespace SparseAutoencoders.Benchmarks.Contrast;

/// <summary>What holding contrast beside ρ costs and brings: L, a linear probe, and the known directions that are found.</summary>
internal sealed class ContrastBenchmark : IBenchmark
{
    private static readonly double?[] Contrasts = [null, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    public string Name => "contrast";

    public string Summary => "ρ held with a contrast of none, 0.2 … 0.8: images, a table, and rows made of known directions";

    public void Run(BenchmarkRun run)
    {
        AnswerCheck.Gradients();
        var done = run.Results.Rows<ContrastRow>().Select(row => (row.Rows, row.Contrast, row.Seed)).ToHashSet();
        var left = run.AtMost;
        foreach (var (rows, seeds, measure) in Kinds(run))
        {
            foreach (var (contrast, seed) in from contrast in run.Smoke ? Contrasts[..2] : Contrasts from seed in seeds select (contrast, seed))
            {
                if (done.Contains((rows, contrast, seed))) continue;
                if (left-- == 0) return;
                var row = measure(contrast, seed);
                run.Results.Add(row);
                run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{row.Rows,-12} contrast {Text(row.Contrast),-5} seed {row.Seed}: L {row.Loss:G4}, contrast {row.ContrastMean:F3}, explained {row.ExplainedVariance:F4}, dead {row.DeadUnits}, probe {row.Probe:P1}, found {row.Found:P1}, {row.Seconds:F1} s"));
            }
        }
        foreach (var part in run.Results.Rows<ContrastRow>().Select(row => row.Rows).Distinct()) run.Out.WriteLine($"{part}\n{Table(part, run.Results)}");
    }

    public string Table(string part, ResultsFile results)
    {
        var rows = results.Rows<ContrastRow>().Where(row => row.Rows == part).ToList();
        var (probed, known) = (rows.Any(row => row.Probe is not null), rows.Any(row => row.Found is not null));
        var text = new StringBuilder();
        text.AppendLine($"| C held | contrast | L | explained variance | dead |{(probed ? " probe, 1,000 labels |" : "")}{(known ? " found by decoder rows | by encoder rows |" : "")} seeds |");
        text.AppendLine($"|---|---|---|---|---|{(probed ? "---|" : "")}{(known ? "---|---|" : "")}---|");
        foreach (var group in rows.GroupBy(row => row.Contrast).OrderBy(group => group.Key ?? 0))
        {
            var probe = group.Select(row => 100 * (row.Probe ?? 0)).ToList();
            var spread = Math.Sqrt(probe.Sum(x => Math.Pow(x - probe.Average(), 2)) / Math.Max(1, probe.Count - 1));
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| {Text(group.Key)} | {group.Average(row => row.ContrastMean):F2} | {group.Average(row => row.Loss):G3} | {group.Average(row => row.ExplainedVariance):F3} | {group.Average(row => row.DeadUnits):0.#} |")
                + (probed ? string.Create(CultureInfo.InvariantCulture, $" {probe.Average():F1} ± {spread:F1} % |") : "")
                + (known ? string.Create(CultureInfo.InvariantCulture, $" {100 * group.Average(row => row.Found ?? 0):F0} % | {100 * group.Average(row => row.FoundByEncoder ?? 0):F0} % |") : "") + $" {group.Count()} |");
        }
        return text.ToString();
    }

    private static string Text(double? contrast) => contrast is { } c ? c.ToString(CultureInfo.InvariantCulture) : "none";

    private static IEnumerable<(string Rows, ulong[] Seeds, Func<double?, ulong, ContrastRow> Measure)> Kinds(BenchmarkRun run)
    {
        var small = run.Smoke;
        ulong[] five = small ? [1] : [1, 2, 3, 4, 5];
        var choices = Choices.BuiltIn.WithMoreFormats();
        var known = small ? new KnownDirections(500, 12, 16, 2) : new KnownDirections(20_000, 384, 512, 5);
        yield return ("directions", [1], Directions);
        using var readings = choices.Open(Path.Combine(Repository.Path, "data", "sensors", "singlehop.csv"), new RowFileOptions { Columns = ["humidity", "temperature"] });
        yield return ("table", five, Table);
        using var images = choices.Open(run.TestImages);
        var probe = new LinearProbe(run.TestImages.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal));
        yield return ("images", five, Images);

        ContrastRow Directions(double? contrast, ulong seed)
        {
            var options = Options(small ? 24 : 1024, 0.01, contrast, seed, run.Threads, new AdamOptions { Epochs = small ? 1 : 15 }) with { Decoder = OutputFunction.Linear };
            var (model, row) = Measure("directions", known.Rows, options, contrast);
            return row with { Found = known.Found(model.DecoderWeights), FoundByEncoder = known.Found(model.EncoderWeights) };
        }

        ContrastRow Table(double? contrast, ulong seed)
        {
            var options = Options(small ? 4 : 16, 0.1, contrast, seed, run.Threads, new AdamOptions { Epochs = small ? 1 : 10 });
            return Measure("table", readings, options with { Decoder = OutputFunction.Linear, Scaling = new StandardScaling() }, contrast).Row;
        }

        ContrastRow Images(double? contrast, ulong seed)
        {
            var options = Options(small ? 12 : 196, 0.05, contrast, seed, run.Threads, new AdamOptions { Epochs = small ? 1 : 20, Batch = 250, LearningRate = 0.01 });
            var (model, row) = Measure("images", images, options, contrast);
            return row with { Probe = probe.Accuracy(model.Encode(images), seed) };
        }
    }

    private static TrainingOptions Options(int units, double rho, double? contrast, ulong seed, int threads, OptimizerOptions optimizer) =>
        new() { HiddenUnits = units, Sparsity = new HeldOptions { Rho = rho, Contrast = contrast }, Optimizer = optimizer, Seed = seed, Threads = threads };

    private static (SparseAutoencoder Model, ContrastRow Row) Measure(string name, IRows rows, TrainingOptions options, double? contrast)
    {
        var model = SparseAutoencoder.Train(rows, options);
        var judged = model.Evaluate(rows);
        return (model, new(name, contrast, options.Seed, judged.LossReconstruction, judged.Contrast, judged.ExplainedVariance, judged.DeadUnits, model.Run!.Constraint!.DeviationMax, Math.Round(model.Run.Seconds, 2)));
    }

    /// <summary>One training.</summary>
    private sealed record ContrastRow(string Rows, double? Contrast, ulong Seed, double Loss, double ContrastMean, double ExplainedVariance, int DeadUnits, double DeviationMax, double Seconds)
    {
        public double? Probe { get; init; }

        public double? Found { get; init; }

        public double? FoundByEncoder { get; init; }
    }
}

using System.Globalization;
using System.Text;
using SparseAutoencoders.Benchmarks.Contrast;
using SparseAutoencoders.Benchmarks.Speed;

namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>What codes of few units are worth: every mechanism of the second family, and two other projects, on the same rows, judged by one program at the same L0.</summary>
internal sealed class QualityBenchmark : IBenchmark
{
    private const int TrainingImages = 20_000, TestImages = 10_000;

    public string Name => "topk-quality";

    public string Summary => "codes of few units: explained variance, L0, dead units and known directions, beside HypotheSAEs and BatchTopK (an hour)";

    public void Run(BenchmarkRun run)
    {
        AnswerCheck.Gradients();
        var done = run.Results.Rows<QualityRow>().Select(row => row.Trial).ToHashSet();
        var left = run.AtMost;
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        if (!run.Smoke) PeerProcess.ChooseBlas(run);
        using var workers = new Workers(run.Threads);
        foreach (var part in (run.Smoke ? Trial.Small : Trial.All).Where(trial => !done.Contains(trial)).GroupBy(trial => trial.Part is "wide" ? "images" : trial.Part))
        {
            var rows = RowsOf(part.Key, run);
            foreach (var trial in part)
            {
                if (trial.Who != Trial.Ours && PeerTraining.Checkout(run, trial.Who) is null)
                {
                    missing.Add(trial.Who);
                    continue;
                }
                if (left-- == 0) return;
                foreach (var row in trial.Who == Trial.Ours ? [Ours(trial, rows, run.Threads, workers)] : PeerTraining.Measure(trial, rows, run, workers))
                {
                    run.Results.Add(row);
                    run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{trial.Part,-10} {trial.Who,-11} {Words(row),-30} L0 {row.Training.L0:F4} / {row.Test.L0:F3}  explained {row.Training.ExplainedVariance:F4} / {row.Test.ExplainedVariance:F4}  dead {row.Training.DeadUnits}  similarity {row.DecoderSimilarity:F3}  found {row.Found:P1}  {row.Seconds:F1} s"));
                }
            }
        }
        if (run.Smoke) run.Out.WriteLine("HypotheSAEs and BatchTopK are left out of a smoke run");
        foreach (var who in missing) run.Out.WriteLine($"{who}: no {Path.Combine(run.Peers, who)}, left out. bench/README.md says where it is from.");
    }

    public string Table(string part, ResultsFile results)
    {
        var rows = results.Rows<QualityRow>().Where(row => row.Trial.Part == part).ToList();
        var known = rows.Any(row => row.Found is not null);
        var text = new StringBuilder();
        text.AppendLine($"| | rate | L0, training | L0, held out | explained variance, training | held out | dead |{(known ? " directions found |" : "")} decoder similarity | shrinkage | seconds |");
        text.AppendLine($"|---|---|---|---|---|---|---|{(known ? "---|" : "")}---|---|---|");
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(row.Trial.Who == Trial.Ours ? "" : row.Trial.Who + ", ")}{Words(row)} | {Rate(row.Trial)} | {row.Training.L0:F4} | {row.Test.L0:F2} | {row.Training.ExplainedVariance:F4} | {row.Test.ExplainedVariance:F4} | {row.Training.DeadUnits} | ")
                + (known ? string.Create(CultureInfo.InvariantCulture, $"{100 * row.Found:F1} % | ") : "")
                + string.Create(CultureInfo.InvariantCulture, $"{row.DecoderSimilarity:F3} | {row.Test.Shrinkage:F3} | {row.Seconds:F0} |"));
        }
        foreach (var (key, value) in results.Notes) text.AppendLine().AppendLine($"{key}: {value}.");
        return text.ToString();
    }

    private static string Words(QualityRow row) => row.Trial.Mechanism + (row.Trial.Prefixes is { } prefixes ? $", prefixes {prefixes}" : "") + (row.InUse is { } use ? $", {use}" : "");

    private static string Rate(Trial trial) => trial.Rate is { } rate ? rate.ToString(CultureInfo.InvariantCulture) : "default";

    private static QualityRows RowsOf(string part, BenchmarkRun run) => (part, run.Smoke) switch
    {
        ("images", _) => QualityRows.Images(run.Images, run.TestImages, run.Smoke ? 300 : TrainingImages, run.Smoke ? 300 : TestImages),
        ("directions", true) => QualityRows.Known(new KnownDirections(400, 12, 16, 2, noise: 0.05), 100),
        ("directions", false) => QualityRows.Known(new KnownDirections(22_000, 384, 512, 5, noise: 0.05), 2_000),
        ("harder", true) => QualityRows.Known(KnownDirections.Harder(400, 12, 32, 2, noise: 0.05), 100),
        _ => QualityRows.Known(KnownDirections.Harder(44_000, 256, 2_048, 8, noise: 0.05), 4_000),
    };

    private static QualityRow Ours(Trial trial, QualityRows rows, int threads, Workers workers)
    {
        var sparsity = (L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == trial.Mechanism).Create();
        var prefixes = trial.Prefixes is { } text && Prefixes.TryParse(text, out var counts) ? counts : null;
        var options = TrainingOptions.For(sparsity with { L0 = trial.L0, Prefixes = prefixes }, trial.Units);
        var adam = (AdamOptions)options.Optimizer with { Epochs = trial.Epochs, Batch = Trial.Batch };
        if (trial.Rate is { } rate) adam = adam with { LearningRate = rate };
        var model = SparseAutoencoder.Train(rows.Training, options with { Optimizer = adam, Threads = threads });
        var row = QualityRow.Of(trial, null, new OurCoder(model), rows, model.Run!.Seconds, workers);
        var told = model.Evaluate(rows.Training);
        AnswerCheck.Agree("explained variance", row.Training.ExplainedVariance, told.ExplainedVariance);
        AnswerCheck.Agree("L0", row.Training.L0, told.L0);
        AnswerCheck.Agree("dead units", row.Training.DeadUnits, told.DeadUnits);
        AnswerCheck.Agree("shrinkage", row.Training.Shrinkage, told.Shrinkage);
        return row;
    }
}

using System.Globalization;
using SparseAutoencoders.Benchmarks.Speed;

namespace SparseAutoencoders.Benchmarks.Quality;

/// <summary>Another project's training, run from a checkout of it under Debian's PyTorch.</summary>
internal static class PeerTraining
{
    /// <summary>The peer's own figures and ours of the same weights agree to this: it adds up in single precision.</summary>
    private const double Agreement = 1e-3;

    /// <summary>Where its source is; null if it is not there.</summary>
    public static string? Checkout(BenchmarkRun run, string project) => Path.Combine(run.Peers, project) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Trains and judges: with the codes it has in use, and where that is a threshold of its own, also with one that gives the L0 asked for on the training rows.</summary>
    public static IReadOnlyList<QualityRow> Measure(Trial trial, QualityRows rows, BenchmarkRun run, Workers workers)
    {
        var folder = Directory.CreateTempSubdirectory("topk-quality-").FullName;
        RowOutput.Write<float>(Path.Combine(folder, "rows.npy"), rows.Training);
        var told = PeerProcess.Run(run, "topk_quality.py", [trial.Who.ToLowerInvariant(), Checkout(run, trial.Who)!, Path.Combine(folder, "rows.npy"), folder, "--kind", trial.Mechanism,
            "--units", Text(trial.Units), "--l0", Text(trial.L0), "--epochs", Text(trial.Epochs), "--batch", Text(Trial.Batch), "--rate", Text(trial.Rate!.Value), "--threads", Text(run.ThreadCount)]).Json;
        run.Results.Note("peers", $"PyTorch {told["torch"]}, {run.ThreadCount} threads, bench/peers/topk_quality.py");
        var seconds = told["seconds"]!.GetValue<double>();
        var (largest, threshold) = (trial.Mechanism == "topk" ? (int?)trial.L0 : null, told["threshold"]?.GetValue<double>());
        var measured = new List<QualityRow>();
        if (largest is not null || threshold is not null)
        {
            var coder = new PeerCoder(folder, workers) { Largest = largest, Threshold = (float)(threshold ?? 0) };
            var row = QualityRow.Of(trial, threshold is null ? null : "its own threshold", coder, rows, seconds, workers);
            Agree("explained variance", row.Training.ExplainedVariance, told["explained_variance"]!.GetValue<double>());
            Agree("L0", row.Training.L0, told["l0"]!.GetValue<double>());
            measured.Add(row);
        }
        if (largest is null)
        {
            var exact = new PeerCoder(folder, workers);
            exact = new PeerCoder(folder, workers) { Threshold = exact.ThresholdFor(rows.Training, trial.L0) };
            measured.Add(QualityRow.Of(trial, "our threshold", exact, rows, seconds, workers));
        }
        Directory.Delete(folder, recursive: true);
        return measured;

        void Agree(string what, double plain, double own)
        {
            if (!(Math.Abs(plain - own) <= Agreement * Math.Abs(own))) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{trial.Who}, {what}: {plain}, where it says {own}."));
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

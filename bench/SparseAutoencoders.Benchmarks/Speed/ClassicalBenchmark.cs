using System.Globalization;
using System.Text;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>The classical exercise, whole processes: L-BFGS on 10,000 images, 196 units, ρ 0.1, β 6, λ 0.003; numpy and scipy beside it.</summary>
internal sealed class ClassicalBenchmark : IBenchmark
{
    /// <summary>Two random starts and two line searches end at objectives this close to each other, relative.</summary>
    private const double SameLoss = 0.02;

    public string Name => "classical";

    public string Summary => "the classical exercise by L-BFGS, whole processes, beside numpy and scipy (minutes)";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        var (rows, units, iterations) = run.Smoke ? (200, 8, 5) : (10000, 196, 400);
        var folder = Directory.CreateTempSubdirectory("classical-");
        string[] sizes = ["--rows", Text(rows), "--hidden", Text(units), "--iterations", Text(iterations), "--rho", "0.1", "--beta", "6", "--weight-decay", "0.003"];
        var ours = Tool.Run(Tool.Sae(run), ["train", run.Images, .. sizes, "--optimizer", "lbfgs", "--threads", Text(run.ThreadCount), "--output", Path.Combine(folder.FullName, "m.safetensors"), "--json"]);
        folder.Delete(recursive: true);
        var loss = ours.Json["loss_total"]!.GetValue<double>();
        var peer = run.Smoke ? null : Peer(run, sizes);
        if (peer is not null && !(loss <= (1 + SameLoss) * peer.Loss)) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"classical: we end at {loss}, the peer at {peer.Loss}."));
        run.Results.Add(new ClassicalRow(rows, units, iterations, run.ThreadCount, ours.Seconds, loss, peer?.Seconds, peer?.Loss));
        run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ours.Seconds:F1} s, objective {loss:F4}; ")
            + (peer is null ? "numpy and scipy are left out of a smoke run" : string.Create(CultureInfo.InvariantCulture, $"numpy and scipy {peer.Seconds:F1} s, {peer.Loss:F4}")));
    }

    public string Table(string part, ResultsFile results)
    {
        var text = new StringBuilder();
        text.AppendLine("| | seconds, whole process | objective |").AppendLine("|---|---|---|");
        foreach (var row in results.Rows<ClassicalRow>())
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| `sae train --optimizer lbfgs`, single precision | {row.Seconds:F1} | {row.Loss:F3} |"));
            if (row.PeerSeconds is not null) text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| numpy and scipy, double precision | {row.PeerSeconds:F1} | {row.PeerLoss:F3} |"));
        }
        foreach (var (key, value) in results.Notes) text.AppendLine().AppendLine($"{key}: {value}.");
        return text.ToString();
    }

    private static PeerRun Peer(BenchmarkRun run, string[] sizes)
    {
        Environment.SetEnvironmentVariable("OPENBLAS_NUM_THREADS", Text(run.ThreadCount));
        PeerProcess.ChooseBlas(run);
        var outcome = PeerProcess.Run(run, "classical.py", [run.Images, .. sizes]);
        run.Results.Note("peer", string.Create(CultureInfo.InvariantCulture, $"numpy and scipy's L-BFGS-B, double precision, {run.ThreadCount} threads, bench/peers/classical.py"));
        var figures = outcome.Output.Select(line => line.Split(' ')).ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
        return new PeerRun(outcome.Seconds, figures["loss_total"]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ClassicalRow(int Rows, int HiddenUnits, int Iterations, int Threads, double Seconds, double Loss, double? PeerSeconds, double? PeerLoss);

    private sealed record PeerRun(double Seconds, double Loss);
}

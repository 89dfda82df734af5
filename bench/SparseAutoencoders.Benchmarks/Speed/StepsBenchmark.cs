using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>A training step beside PyTorch's, and beside what the processor's multiply-add units give at most.</summary>
internal sealed class StepsBenchmark : IBenchmark
{
    private const double Slice = 0.05;                           // seconds
    private const string NarrowSwitch = "DOTNET_EnableAVX512";

    private static readonly Shape Wide = new(784, 1024, 1024);
    private static readonly Shape[] Shapes =
        [new(784, 196, 100), new(784, 196, 256), new(784, 196, 1024), Wide, new(64, 25, 10000), new(64, 25, 100), new(768, 4096, 1024)];

    public string Name => "steps";

    public string Summary => "a training step: time, share of the peak, and PyTorch's on the same rows and weights";

    public void Run(BenchmarkRun run)
    {
        // A child measures with narrower vectors and adds to the same file.
        var child = MatrixProduct.Width != 512 && Environment.GetEnvironmentVariable(NarrowSwitch) == "0";
        if (!child) run.Results.Clear();
        AnswerCheck.Gradients();
        using var peer = child || run.Smoke ? null : Peer(run);
        foreach (var shape in child ? [Wide] : Shapes)
        {
            var row = Measure(run.Smoke ? shape.Small() : shape, run, peer);
            run.Results.Add(row);
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Shape,-16} {row.VectorBits} bits  {row.Microseconds,10:F1} µs  {row.Share():P0} of peak {row.PeakGigaflops:F0} GFLOP/s  held {row.HeldMicroseconds / row.Microseconds:F2} x  {row.AllocatedBytes} bytes  ")
                + (row.PeerMicroseconds is { } theirs ? string.Create(CultureInfo.InvariantCulture, $"PyTorch {theirs:F1} µs, {theirs / row.Microseconds:F2} x") : ""));
        }
        if (run.Smoke) run.Out.WriteLine("PyTorch is left out of a smoke run");
        else if (MatrixProduct.Width == 512) Narrow(run);
    }

    public string Table(string part, ResultsFile results)
    {
        var rows = results.Rows<StepRow>();
        var text = new StringBuilder();
        text.AppendLine("| inputs–hidden/batch | vectors | step | share of peak | GFLOP/s | ρ held | PyTorch | ratio |").AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Shape} | {row.VectorBits} bits | {Micro(row.Microseconds)} | {row.Share():F2} | {row.Shape.Gigaflops() / row.Microseconds * 1e6:F0} of {row.PeakGigaflops:F0} | {row.HeldMicroseconds / row.Microseconds:F2} × | ")
                + (row.PeerMicroseconds is { } peer ? string.Create(CultureInfo.InvariantCulture, $"{Micro(peer)} | {peer / row.Microseconds:F2} × |") : " | |"));
        }
        var ratios = rows.Where(row => row.PeerMicroseconds is not null).Select(row => row.PeerMicroseconds!.Value / row.Microseconds).ToArray();
        if (ratios.Length > 0) text.AppendLine().AppendLine(string.Create(CultureInfo.InvariantCulture, $"Geometric mean of the ratios: {Math.Exp(ratios.Average(Math.Log)):F2}. Bytes allocated in 100 steps once warm: at most {rows.Max(row => row.AllocatedBytes)}."));
        foreach (var (key, value) in results.Notes) text.AppendLine().AppendLine($"{key}: {value}.");
        return text.ToString();
    }

    private static string Micro(double microseconds) => microseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:F0} µs") : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:F2} ms");

    private static PeerProcess Peer(BenchmarkRun run)
    {
        PeerProcess.ChooseBlas(run);
        var peer = new PeerProcess(run, "torch_steps.py", run.ThreadCount.ToString(CultureInfo.InvariantCulture));
        run.Results.Note("peer", $"{peer.About["name"]}, {peer.About["threads"]} threads, {peer.About["blas"]}");
        return peer;
    }

    private static StepRow Measure(Shape shape, BenchmarkRun run, PeerProcess? peer)
    {
        var penalty = new KlOptions();
        var options = new TrainingOptions { Sparsity = penalty, HiddenUnits = shape.HiddenUnits, Threads = run.Threads, Optimizer = new AdamOptions { Batch = shape.Batch } };
        using var plain = new OurStep(shape, options);
        using var held = new OurStep(shape, options with { Sparsity = new HeldOptions() });
        if (peer is not null) Compare(plain, options, penalty, peer);
        var (rounds, slice) = run.Smoke ? (1, 0.001) : (21, Slice);
        if (!run.Smoke)
        {
            foreach (var step in new[] { plain, held }) step.Time(10 * slice);       // until compiled for good
            peer?.Ask(new JsonObject { ["seconds"] = 5 * slice });
        }
        var medians = Median.InTurnAwake(rounds, () => plain.Time(slice), () => held.Time(slice), plain.Peak,
            () => peer?.Ask(new JsonObject { ["seconds"] = slice })["step_microseconds"]!.GetValue<double>() ?? 0);
        return new StepRow(shape, plain.Threads, MatrixProduct.Width, medians[0], medians[1], medians[2], plain.Allocated(100), peer is null ? null : medians[3]);
    }

    /// <summary>Both begin with the same rows and weights, and must see the same loss, before the first step and after five.</summary>
    private static void Compare(OurStep ours, TrainingOptions options, KlOptions penalty, PeerProcess peer)
    {
        var folder = Directory.CreateTempSubdirectory("steps-");
        ours.Write(folder.FullName);
        var before = peer.Ask(new JsonObject
        {
            ["folder"] = folder.FullName,
            ["rho"] = penalty.Rho,
            ["beta"] = penalty.Beta,
            ["weight_decay"] = options.WeightDecay,
            ["rate"] = OurStep.Rate,
        })["loss"]!.GetValue<double>();
        folder.Delete(recursive: true);
        AnswerCheck.Agree("the peer's loss before a step", before, ours.Steps(1));
        peer.Ask(new JsonObject { ["steps"] = 1 });
        AnswerCheck.Agree("the peer's loss after five steps", peer.Ask(new JsonObject { ["steps"] = 5 })["loss"]!.GetValue<double>(), ours.Steps(5));
    }

    /// <summary>The wide shape with 256-bit vectors, in a process of its own: the runtime decides at its start.</summary>
    private static void Narrow(BenchmarkRun run)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["steps", "--threads", run.Threads.ToString(CultureInfo.InvariantCulture), "--results", run.ResultsFolder]);
        start.Environment[NarrowSwitch] = "0";
        using var child = Process.Start(start)!;
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException("steps with 256-bit vectors: failed, see above.");
    }

    /// <summary>One shape.</summary>
    private sealed record StepRow(Shape Shape, int Threads, int VectorBits, double Microseconds, double HeldMicroseconds, double PeakGigaflops, long AllocatedBytes, double? PeerMicroseconds)
    {
        public double Share() => Shape.Gigaflops() / Microseconds * 1e6 / PeakGigaflops;
    }
}

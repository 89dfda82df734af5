using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>A training step of TopK beside its encoder's product alone, and beside three ways of taking the same step in PyTorch.</summary>
internal sealed class TopKStepsBenchmark : IBenchmark
{
    private const int L0 = 32;
    private const double Slice = 0.05;                           // seconds

    /// <summary>After a step, weights may differ by this share of the way they went: rounding, and Adam's first step, which takes the sign of a gradient that is nearly 0.</summary>
    private const double SameStep = 1e-3;

    private static readonly Shape[] Shapes = [new(384, 2048, 512), new(768, 4096, 1024), new(768, 16384, 1024)];

    public string Name => "topk-steps";

    public string Summary => "a training step of TopK: beside its encoder's product alone, and beside PyTorch dense, by gathers and by embedding_bag";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        AnswerCheck.Gradients();
        using var peer = run.Smoke ? null : Peer(run);
        foreach (var shape in Shapes.Select(shape => run.Smoke ? shape.Small() : shape))
        {
            var row = Measure(shape, run, peer);
            run.Results.Add(row);
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape,-16} {row.Microseconds / 1000,8:F2} ms  encoder's product {row.ProductMicroseconds / 1000,8:F2} ms  {row.Microseconds / row.ProductMicroseconds:F2} x it  {row.AllocatedBytes} bytes")
                + string.Concat((row.PeerMicroseconds ?? []).Select(way => string.Create(CultureInfo.InvariantCulture, $"  {way.Key} {way.Value / 1000:F2} ms"))));
        }
        if (run.Smoke) run.Out.WriteLine("PyTorch is left out of a smoke run");
    }

    public string Table(string part, ResultsFile results)
    {
        var rows = results.Rows<TopKStepRow>();
        var ways = rows.SelectMany(row => row.PeerMicroseconds?.Keys ?? Enumerable.Empty<string>()).Distinct().ToList();
        var text = new StringBuilder();
        text.AppendLine($"| inputs–units/batch | n | step | encoder's product alone | step / product |{string.Concat(ways.Select(way => $" PyTorch, {way.Replace('_', ' ')} |"))} best of these / ours |");
        text.AppendLine($"|---|---|---|---|---|{string.Concat(ways.Select(_ => "---|"))}---|");
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Shape} | {row.L0} | {Milli(row.Microseconds)} | {Milli(row.ProductMicroseconds)} | {row.Microseconds / row.ProductMicroseconds:F2} |")
                + string.Concat(ways.Select(way => $" {(row.PeerMicroseconds is { } peers ? Milli(peers[way]) : "")} |"))
                + (row.PeerMicroseconds is { } all ? string.Create(CultureInfo.InvariantCulture, $" {all.Values.Min() / row.Microseconds:F2} × |") : " |"));
        }
        foreach (var (key, value) in results.Notes) text.AppendLine().AppendLine($"{key}: {value}.");
        return text.ToString();
    }

    private static string Milli(double microseconds) => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:F1} ms");

    private static PeerProcess Peer(BenchmarkRun run)
    {
        PeerProcess.ChooseBlas(run);
        var peer = new PeerProcess(run, "topk_steps.py", run.ThreadCount.ToString(CultureInfo.InvariantCulture));
        run.Results.Note("peer", $"{peer.About["name"]}, {peer.About["threads"]} threads, {peer.About["blas"]}");
        return peer;
    }

    // No auxiliary loss: the batch is the same in every step, so units that it does not need would count as dead after a while.
    private static TrainingOptions Options(Shape shape, int l0, int threads)
    {
        var options = TrainingOptions.For(new TopKOptions { L0 = l0, Aux = 0 }.Completed(shape.HiddenUnits), shape.HiddenUnits);
        return options with { Threads = threads, Optimizer = (AdamOptions)options.Optimizer with { Batch = shape.Batch } };
    }

    private static TopKStepRow Measure(Shape shape, BenchmarkRun run, PeerProcess? peer)
    {
        var l0 = Math.Min(L0, shape.HiddenUnits / 4);
        using var ours = new OurStep(shape, Options(shape, l0, run.Threads), centred: true);
        var ways = peer is null ? [] : Compare(ours, l0, peer);
        var (rounds, slice) = run.Smoke ? (1, 0.001) : (11, Slice);
        Func<double>[] peers = [.. ways.Select(way => (Func<double>)(() => peer!.Ask(new JsonObject { ["way"] = way, ["seconds"] = slice })["step_microseconds"]!.GetValue<double>()))];
        if (!run.Smoke)
        {
            ours.Time(10 * slice);                               // until compiled for good
            ours.TimeProduct(10 * slice);
        }
        var medians = Median.InTurnAwake(rounds, [() => ours.Time(slice), () => ours.TimeProduct(slice), .. peers]);
        return new TopKStepRow(shape, l0, ours.Threads, medians[0], medians[1], ours.Allocated(20),
            peer is null ? null : ways.Zip(medians[2..]).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    /// <summary>All begin with the same rows and weights, see the same loss, and stand at the same weights after a step.</summary>
    private static List<string> Compare(OurStep ours, int l0, PeerProcess peer)
    {
        var begin = Directory.CreateTempSubdirectory("topk-steps-");
        ours.Write(begin.FullName);
        var ways = peer.Ask(new JsonObject { ["folder"] = begin.FullName, ["l0"] = l0, ["rate"] = OurStep.Rate })["ways"]!.AsArray().Select(way => way!.GetValue<string>()).ToList();
        var loss = ours.Steps(1);
        foreach (var way in ways)
        {
            AnswerCheck.Agree($"{way}: the loss before a step", peer.Ask(new JsonObject { ["way"] = way, ["steps"] = 1 })["loss"]!.GetValue<double>(), loss);
            var theirs = begin.CreateSubdirectory(way).FullName;
            peer.Ask(new JsonObject { ["way"] = way, ["write"] = theirs });
            var distance = ours.Distance(begin.FullName, theirs);
            if (!(distance < SameStep)) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{way}: after a step its weights differ from ours by {distance} of the way they went."));
        }
        loss = ours.Steps(5);
        foreach (var way in ways) AnswerCheck.Agree($"{way}: the loss after five steps", peer.Ask(new JsonObject { ["way"] = way, ["steps"] = 5 })["loss"]!.GetValue<double>(), loss);
        begin.Delete(recursive: true);
        return ways;
    }

    /// <summary>One shape.</summary>
    private sealed record TopKStepRow(Shape Shape, int L0, int Threads, double Microseconds, double ProductMicroseconds, long AllocatedBytes, Dictionary<string, double>? PeerMicroseconds);
}

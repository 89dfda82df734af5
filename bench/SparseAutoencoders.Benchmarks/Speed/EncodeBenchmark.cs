using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>Codes of rows in memory through the public API, beside ONNX Runtime with the same weights.</summary>
internal sealed class EncodeBenchmark : IBenchmark
{
    private const double Slice = 0.05;                           // seconds

    private static readonly Shape[] Shapes = [new(784, 196, 256), new(784, 196, 4096), new(768, 4096, 1024), new(768, 4096, 1)];

    public string Name => "encode";

    public string Summary => "codes of rows in memory: rows per second, beside ONNX Runtime's with the same weights";

    public void Run(BenchmarkRun run)
    {
        run.Results.Clear();
        run.Results.Note("peer", $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, Gemm and Sigmoid, {run.ThreadCount} threads, weights packed once");
        foreach (var shape in Shapes.Select(shape => run.Smoke ? shape.Small() : shape))
        {
            var row = Measure(shape, run);
            run.Results.Add(row);
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape,-16} {row.RowsPerSecond,12:F0} rows/s  ONNX Runtime {row.PeerRowsPerSecond,12:F0}  {row.RowsPerSecond / row.PeerRowsPerSecond:F2} x"));
        }
    }

    public string Table(string part, ResultsFile results)
    {
        var text = new StringBuilder();
        text.AppendLine("| inputs–hidden, rows at a time | rows/s | ONNX Runtime | ratio |").AppendLine("|---|---|---|---|");
        foreach (var row in results.Rows<EncodeRow>())
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Shape.Inputs}–{row.Shape.HiddenUnits}, {row.Shape.Batch} | {row.RowsPerSecond:N0} | {row.PeerRowsPerSecond:N0} | {row.RowsPerSecond / row.PeerRowsPerSecond:F2} × |"));
        foreach (var (key, value) in results.Notes) text.AppendLine().AppendLine($"{key}: {value}.");
        return text.ToString();
    }

    private static EncodeRow Measure(Shape shape, BenchmarkRun run)
    {
        var random = new Random(1);
        var matrix = new Matrix<float>(shape.Batch, shape.Inputs);
        foreach (ref var x in matrix.All) x = random.NextSingle();
        var rows = Rows.From(matrix);
        // Any model will do; one epoch over the rows makes one.
        var model = SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = shape.HiddenUnits, Optimizer = new AdamOptions { Epochs = 1 } });
        var (single, codes) = (matrix.Row(0).ToArray(), new float[shape.Batch * shape.HiddenUnits]);
        using var peer = new OnnxEncoder(model, matrix, run.ThreadCount);
        Encode();
        peer.Encode();
        for (var i = 0; i < codes.Length; i++)
            if (!(Math.Abs(codes[i] - peer.Codes[i]) < 1e-5)) throw new InvalidDataException($"encode, {shape}: the peer says {peer.Codes[i]} where we say {codes[i]}.");

        var (rounds, slice) = run.Smoke ? (1, 0.001) : (21, Slice);
        double Ours() => Time(slice, Encode);
        double Theirs() => Time(slice, peer.Encode);
        if (!run.Smoke) Median.InTurn(10, Ours, Theirs);         // until compiled for good
        var medians = Median.InTurnAwake(rounds, Ours, Theirs);
        return new EncodeRow(shape, run.ThreadCount, shape.Batch / medians[0], shape.Batch / medians[1]);

        // Both sides write where the caller wants it.
        void Encode()
        {
            if (shape.Batch == 1) model.Encode<float>(single, codes);
            else model.Encode(rows).Read<float>(0, codes);
        }
    }

    private static double Time(double seconds, Action encode)
    {
        var (watch, count) = (Stopwatch.StartNew(), 0);
        for (; count == 0 || watch.Elapsed.TotalSeconds < seconds; count++) encode();
        return watch.Elapsed.TotalSeconds / count;
    }

    private sealed record EncodeRow(Shape Shape, int Threads, double RowsPerSecond, double PeerRowsPerSecond);
}

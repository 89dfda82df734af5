using Microsoft.ML.OnnxRuntime;
using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>A model's encoder as an ONNX graph, Gemm then Sigmoid, in ONNX Runtime with rows and codes in memory that is bound once.</summary>
internal sealed class OnnxEncoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input, _output;
    private readonly RunOptions _run = new();
    private readonly SessionOptions _options;

    /// <param name="model">Whose encoder.</param>
    /// <param name="rows">The rows, bound.</param>
    /// <param name="threads">Threads.</param>
    public OnnxEncoder(SparseAutoencoder model, Matrix<float> rows, int threads)
    {
        _options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(Graph(model), _options);
        Codes = new float[rows.Rows * model.HiddenUnits];
        _input = OrtValue.CreateTensorValueFromMemory(rows.All.ToArray(), [rows.Rows, rows.Columns]);
        _output = OrtValue.CreateTensorValueFromMemory(Codes, [rows.Rows, model.HiddenUnits]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(OnnxModel.Input, _input);
        _binding.BindOutput(OnnxModel.Codes, _output);
    }

    /// <summary>Codes of the rows, one row after the other, after <see cref="Encode"/>.</summary>
    public float[] Codes { get; }

    /// <summary>Computes them.</summary>
    public void Encode() => _session.RunWithBinding(_run, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
        _options.Dispose();
        _run.Dispose();
    }

    private static byte[] Graph(SparseAutoencoder model)
    {
        using var stream = new MemoryStream();
        OnnxModel.Write(model, stream, OnnxOutputs.Codes);
        return stream.ToArray();
    }
}

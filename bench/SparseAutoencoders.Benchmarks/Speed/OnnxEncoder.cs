using Microsoft.ML.OnnxRuntime;
using SparseAutoencoders.Kernels;

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
        _binding.BindInput("x", _input);
        _binding.BindOutput("h", _output);
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
        var weights = model.EncoderWeights.All.ToArray().Select(weight => (float)weight).ToArray();
        // The code of a row of zeros is the sigmoid of the biases.
        var biases = model.Encode(new double[model.Inputs]).Select(code => (float)Math.Log(code / (1 - code))).ToArray();
        var graph = new ProtoWriter()
            .Message(1, Node("Gemm", ["x", "weights", "biases"], "z", new ProtoWriter().Text(1, "transB").Number(3, 1).Number(20, 2)))
            .Message(1, Node("Sigmoid", ["z"], "h"))
            .Text(2, "encoder")
            .Message(5, Tensor("weights", weights, model.HiddenUnits, model.Inputs))
            .Message(5, Tensor("biases", biases, model.HiddenUnits))
            .Message(11, Value("x", model.Inputs))
            .Message(12, Value("h", model.HiddenUnits));
        return new ProtoWriter().Number(1, 8).Message(7, graph).Message(8, new ProtoWriter().Text(1, "").Number(2, 17)).ToArray();
    }

    private static ProtoWriter Node(string operation, string[] inputs, string output, ProtoWriter? attribute = null)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        return attribute is null ? node : node.Message(5, attribute);
    }

    private static ProtoWriter Tensor(string name, float[] numbers, params int[] shape)
    {
        var tensor = new ProtoWriter();
        foreach (var size in shape) tensor.Number(1, size);
        return tensor.Number(2, 1).Text(8, name).Bytes(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers).ToArray());
    }

    private static ProtoWriter Value(string name, int width)
    {
        var shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "rows")).Message(1, new ProtoWriter().Number(1, width));
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Number(1, 1).Message(2, shape)));
    }
}

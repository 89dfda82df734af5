using System.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace SparseAutoencoders.Interop.Tests.Onnx;

/// <summary>A model file as ONNX Runtime sees it.</summary>
internal sealed class OnnxSession(byte[] model) : IDisposable
{
    private readonly InferenceSession _session = new(model);

    /// <summary>Names, kinds of number and sizes of what goes in.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>The same of what comes out.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Texts about the model.</summary>
    public ModelMetadata Metadata => _session.ModelMetadata;

    /// <summary>One output for all rows, one after the other.</summary>
    public T[] Run<T>(string output, Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run<T, T>(output, rows);

    /// <summary>The same where what comes out is another kind of number.</summary>
    public TOutput[] Run<T, TOutput>(string output, Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOutput : unmanaged
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(rows.All.ToArray(), [rows.Rows, rows.Columns]);
        using var results = _session.Run(options, ["rows"], [input], [output]);
        return results[0].GetTensorDataAsSpan<TOutput>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}

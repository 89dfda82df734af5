using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace SparseAutoencoders.MLNet;

/// <summary>Gives codes, and scores if they were asked for: the learned model in a pipeline of ML.NET.</summary>
public sealed class SparseAutoencoderTransformer : ITransformer, IDisposable
{
    private readonly OnnxTransformer _onnx;

    internal SparseAutoencoderTransformer(SparseAutoencoder model, OnnxTransformer onnx) => (Model, _onnx) = (model, onnx);

    /// <summary>The model itself: to look at its weights, judge it, or save it as a file of its own.</summary>
    public SparseAutoencoder Model { get; }

    /// <summary>What was in doubt in the training rows: a line each, with place, finding and way out. The log has them too, where
    /// <see cref="SparseAutoencoderEstimator.Options.Log"/> names one, else <see cref="System.Diagnostics.Trace"/>.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <inheritdoc/>
    public bool IsRowToRowMapper => ((ITransformer)_onnx).IsRowToRowMapper;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _onnx.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_onnx).GetRowToRowMapper(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _onnx.Transform(input);

    /// <summary>Saves the stock transformer it is made of.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_onnx).Save(ctx);

    /// <inheritdoc/>
    public void Dispose() => _onnx.Dispose();
}

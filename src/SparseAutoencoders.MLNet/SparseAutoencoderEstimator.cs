using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.MLNet;

/// <summary>Learns a sparse autoencoder from a column of features, in a pipeline of ML.NET.</summary>
/// <remarks>Codes are computed by ML.NET's own ONNX transformer from the exported model. A saved pipeline therefore holds a stock transformer: it loads without
/// this package, and gives the same bits.</remarks>
public sealed partial class SparseAutoencoderEstimator : IEstimator<SparseAutoencoderTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly string _output, _input;
    private readonly Options _options;

    internal SparseAutoencoderEstimator(TransformsCatalog catalog, string outputColumnName, string inputColumnName, Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        options.Training.Check();
        if (options.Training.Sparsity.Completed(options.Training.HiddenUnits).Graph is null)
            throw new ArgumentException($"options: ML.NET codes rows by ONNX, and the mechanism {Choices.Find(options.Training.Choices.Sparsities, options.Training.Sparsity).Name} has no ONNX graph. Take a mechanism that has one.", nameof(options));
        (_catalog, _output, _input, _options) = (catalog, outputColumnName, inputColumnName, options);
        if (Names.Distinct().Count() < Names.Count)
            throw new ArgumentException($"'{_output}', '{_input}'{(_options.ScoreColumnName is { } score ? $", '{score}'" : "")}: two columns have the same name. Give each its own.", nameof(outputColumnName));
    }

    private List<string> Names => _options.ScoreColumnName is { } score ? [_input, _output, score] : [_input, _output];

    /// <summary>Trains, reading the column once from its first row to its last.</summary>
    /// <exception cref="ArgumentException">The column is missing or no vector of floats of known size; or an option does not go with the rows.</exception>
    /// <exception cref="InvalidDataException">The rows hold NaN, infinity, or numbers the decoder cannot give.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SparseAutoencoderTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _options.Log?.Start("SparseAutoencoder");
        using var rows = FeatureColumn.Read(input, _input, out var hasGaps, _options.Cancellation);
        channel?.Info(MessageSensitivity.None, $"training on {rows.Count} rows of {rows.Width} features");
        List<string> notes = _options.Training.Impute != Imputation.None && !hasGaps ? [NoGaps(rows.Count)] : [];
        foreach (var note in notes)
        {
            if (channel is null) Trace.TraceWarning(note);
            else channel.Warning(MessageSensitivity.None, note);
        }
        var model = SparseAutoencoders.SparseAutoencoder.Train(rows, _options.Training, new ProgressChannel(_options.Training.Sparsity, channel, _options.Progress), _options.Cancellation);
        using var graph = new MemoryStream();
        OnnxModel.Write(model, graph, new OnnxLayout(_input, _output, Reconstruction: null, _options.ScoreColumnName) { SingleOutside = true, ErrorIsColumn = true });
        graph.Position = 0;
        return new SparseAutoencoderTransformer(model, _catalog.ApplyOnnxModel([.. Names.Skip(1)], [_input], graph).Fit(input)) { Notes = notes };
    }

    private string NoGaps(int rows) =>
        $"column '{_input}': `Impute` is set, and of {rows} rows none has a missing value (NaN), so nothing is filled. If the text file has empty cells, load it with TextLoader.Options {{ MissingRealsAsNaNs = true }}: ML.NET reads them as 0 otherwise.";

    /// <summary>The columns there will be: those of the input, the codes, and the scores if asked for.</summary>
    /// <exception cref="ArgumentException">The column is missing or no vector of floats of known size.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.Check(inputSchema, _input);
        // Shapes can only be made by ML.NET itself; its principal components have that of codes: a vector of floats.
        return Names.Skip(1).Aggregate(inputSchema, (shape, name) => _catalog.ProjectToPrincipalComponents(name, _input).GetOutputSchema(shape));
    }
}

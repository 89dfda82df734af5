namespace SparseAutoencoders;

/// <summary>The one list of the formats of other tools: loading, inspecting, converting and the documentation are made from it.</summary>
internal static class ForeignFormats
{
    /// <summary>In the order in which a file is tried.</summary>
    public static IReadOnlyList<ForeignFormat> All { get; } =
    [
        new SaeLensFormat(), new SentenceTransformersFormat(), new SparsifyFormat(), new GemmaScopeFormat(), new LlamaScopeFormat(), new OpenAiFormat(), new HypotheSaesFormat(), new SaevFormat(), new DictionaryLearningFormat(), new CompresSaeFormat(),
    ];

    /// <summary>The format of a source.</summary>
    /// <exception cref="InvalidDataException">It is of none.</exception>
    public static ForeignFormat Of(ForeignSource source) => All.FirstOrDefault(format => format.Recognises(source))
        ?? throw new InvalidDataException($"{source.File}: not a sparse autoencoder that is known here: it holds {source.List}. Known are models of this library, and of {string.Join(", ", All.SkipLast(1).Select(format => format.Tool))}.");

    /// <summary>A model read from another tool's file or folder.</summary>
    public static (ForeignDefinition Definition, ModelOrigin Origin) Read(ForeignSource source)
    {
        var format = Of(source);
        var definition = format.Read(source);
        if (definition is { Sparsity.RowScale: RowScaling.LayerNorm, Inputs: 1 }) throw new InvalidDataException($"{source.File}: scales each row by the spread of its numbers, and a row has one alone. Get or make the file again.");
        var config = source.Config;
        var extra = source.Unused.ToList();
        var unused = extra.Select(tensor => tensor.Name).Concat(config.Unused).Select(name => MessageText.Visible(name, 100)).ToList();
        return (definition, new ModelOrigin
        {
            Format = format.Name,
            Tool = format.Tool,
            Version = definition.Version,
            MadeFor = definition.MadeFor,
            Unused = unused,
            Notes = definition.Notes,
            Config = config.Json,
            Types = source.Tensors.Values.ToDictionary(tensor => tensor.Name, tensor => tensor.Type),
            BlockTypes = definition.Blocks.Where(block => block.Value.Tensor is not null).ToDictionary(block => block.Key, block => block.Value.Tensor!.Type),
            FileTexts = [.. source.Texts],
            Tensors = [.. source.Tensors.Values.Select(tensor => new SafetensorsTensor(tensor.Name, tensor.Type, tensor.Shape, 0, tensor.Count * (SafetensorsNumber.Bits(tensor.Type) ?? 0) / 8))],
            Extra = extra,
            Earlier = Beside(source),
        });
    }

    // What the model was before it was written for this tool.
    private static ModelOrigin? Beside(ForeignSource source)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source.File))!, ForeignSource.OriginFile);
        if (!File.Exists(path)) return null;
        string? text;
        using (var file = SafetensorsFile.OpenPlain(path)) text = file.Metadata.GetValueOrDefault("origin");
        try
        {
            return text is null ? null : ModelOrigin.OfJson(text) with { Extra = [.. ForeignSource.OfSafetensors(path).Values] };
        }
        catch (FormatException finding)
        {
            throw new InvalidDataException($"{path}: {finding.Message}. Remove it, or convert the model again.", finding);
        }
    }
}

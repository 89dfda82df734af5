namespace SparseAutoencoders;

/// <summary>A format in which another tool keeps its models. What it is recognised by, its definition in our letters and what is known to go wrong with it stand in its own file.</summary>
/// <param name="name">Its word on the command line.</param>
/// <param name="tool">What the tool is called.</param>
internal abstract class ForeignFormat(string name, string tool)
{
    public string Name => name;

    public string Tool => tool;

    /// <summary>Models can be written in it.</summary>
    public virtual bool IsWritten => false;

    /// <summary>True if the source is of this format: by the names of its arrays, and of what stands beside them.</summary>
    public abstract bool Recognises(ForeignSource source);

    /// <summary>What it says, in our letters.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a kind that this library cannot compute.</exception>
    public abstract ForeignDefinition Read(ForeignSource source);

    /// <summary>Writes a model.</summary>
    /// <exception cref="InvalidDataException">The format cannot say what the model does.</exception>
    public virtual void Write(ForeignOutput output) => throw new NotSupportedException(name);

    /// <summary>A kind of model that is not read.</summary>
    protected InvalidDataException Refused(ForeignSource source, string finding, string wayOut) => new($"{source.File}: is a model of {tool} {finding}. {wayOut}.");

    /// <summary>Rows and columns of a matrix.</summary>
    protected static (int Rows, int Columns) Sizes(ForeignSource source, string tensor)
    {
        var found = source.Tensor(tensor);
        return found.Shape is [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue] ? ((int)found.Shape[0], (int)found.Shape[1])
            : throw new InvalidDataException($"{source.File}: its tensor {found} is no matrix. Get or make the file again.");
    }

    /// <summary>What a description says the model was made for.</summary>
    protected static Dictionary<string, string> MadeFor(ForeignConfig config, params ReadOnlySpan<string> keys)
    {
        var found = new Dictionary<string, string>();
        foreach (var key in keys)
            if (config.Words(key) is { } words) found[key] = words;
        return found;
    }

    /// <summary>A number of units that are to be active: at least 1, at most all.</summary>
    protected static double Active(ForeignSource source, double? k, int hiddenUnits) => k is >= 1 && k <= hiddenUnits && k == Math.Floor(k.Value) ? k.Value
        : throw new InvalidDataException($"{source.File}: says that {(k is null ? "an unknown number" : k.Value.ToString(CultureInfo.InvariantCulture))} of its {hiddenUnits} units are active on a row. Get or make the file again.");

    /// <summary>A description's number that must be what the arrays say.</summary>
    protected static void Same(ForeignSource source, int? said, int found, string key)
    {
        if (said is { } number && number != 0 && number != found)
            throw new InvalidDataException($"{source.Config.Where}: says {key} {number}, and the weights beside it have {found}: they do not belong together. Give the description of these weights.");
    }

    /// <summary>The blocks that all have: names of arrays, and whether the encoder's and the decoder's rows are inputs rather than units.</summary>
    protected static Dictionary<string, ForeignBlock> Blocks(ForeignSource source, (string Name, bool Transposed) encoder, string encoderBias, (string Name, bool Transposed) decoder, string decoderBias) => new()
    {
        [ParameterTable.EncoderWeights] = new(source.Tensor(encoder.Name), encoder.Transposed),
        [ParameterTable.EncoderBiases] = new(source.Tensor(encoderBias)),
        [ParameterTable.DecoderWeights] = new(source.Tensor(decoder.Name), decoder.Transposed),
        [ParameterTable.DecoderBiases] = new(source.Tensor(decoderBias)),
    };

    /// <summary>Codes that are relu(z), without a threshold.</summary>
    protected static L1Options Relu(double? weight) => new() { L0 = null, L1 = weight is > 0 && double.IsFinite(weight.Value) ? weight : 0, DecoderNorm = DecoderNorm.Free };
}

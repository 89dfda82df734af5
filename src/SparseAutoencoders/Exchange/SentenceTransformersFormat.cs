namespace SparseAutoencoders;

/// <summary>The SparseAutoEncoder module of sentence-transformers: <c>config.json</c> and <c>model.safetensors</c>.</summary>
/// <remarks>z = encoder.weight (x − pre_bias) + latent_bias, its k largest, then relu; the decoder is the encoder turned round, and pre_bias is added. Where normalize is set, rows are scaled one by one first. A copy of the decoder may be stored: it is the encoder's.</remarks>
internal sealed class SentenceTransformersFormat() : ForeignFormat("sentence-transformers", "sentence-transformers")
{
    private const string FileName = "model.safetensors", Encoder = "encoder.weight", EncoderBias = "latent_bias", DecoderBias = "pre_bias", Copy = "decoder.linear.weight";

    public override bool IsWritten => true;

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Safetensors && (source.Has(Encoder) || source.Has(Copy)) && source.Has(EncoderBias, DecoderBias);

    public override ForeignDefinition Read(ForeignSource source)
    {
        var config = source.Config;
        if (config.Json is null) throw new InvalidDataException($"{source.File}: is a model of sentence-transformers without its description. Put its config.json beside it.");
        config.Leave("k_aux", "dead_threshold");
        var name = source.Has(Encoder) ? Encoder : Copy;
        var (units, inputs) = Sizes(source, name);
        Same(source, config.Count("input_dim"), inputs, "input_dim");
        Same(source, config.Count("hidden_dim"), units, "hidden_dim");
        if (name == Encoder && source.Find(Copy) is { } copy && !copy.Bytes().AsSpan().SequenceEqual(source.Tensor(Encoder).Bytes()))
            throw new InvalidDataException($"{source.File}: its decoder is not the encoder turned round, as this model's is. Get or make the file again.");
        return new(new TopKOptions
        {
            L0 = Active(source, config.Number("k"), units),
            DecoderNorm = DecoderNorm.Free,
            RowScale = config.Flag("normalize") == true ? RowScaling.LayerNorm : null,
        }, inputs, units)
        {
            Blocks = Blocks(source, (name, false), EncoderBias, (name, false), DecoderBias),
            MadeFor = MadeFor(config, "model_name"),
        };
    }

    public override void Write(ForeignOutput output)
    {
        var model = output.Model.Folded();
        if (model.Prefixes is not null) throw output.Refused("has no place for the prefixes of units by which this model was trained (`Prefixes`)", "Train one without");
        if (model.Mechanism != Mechanism.Largest || model.NegativeCodes) throw output.Refused($"says codes by the largest of each row above 0 alone, and this model's mechanism is {model.Mechanism.Word()}", "Write it as saelens");
        if (model.RowScale is RowScaling.RootLength || model.Targets > 0 || model.Skip is not null) throw output.Refused("has no place for transcoders, nor for rows of a given length", "Write it as saelens");
        if (model.DecoderWeights.Columns != model.EncoderWeights.Columns || !model.DecoderWeights.All.SequenceEqual(model.EncoderWeights.All))
            throw output.Refused("has decoders that are the encoder turned round, and this one has weights of its own", "Write it as saelens or sparsify");
        model = model.Subtracting(true);
        var config = output.Config;
        config["input_dim"] = model.Inputs;
        config["hidden_dim"] = model.HiddenUnits;
        config["k"] = model.Active;
        config["k_aux"] ??= Math.Min(512, model.HiddenUnits);
        config["normalize"] = model.RowScale is not null;
        config["dead_threshold"] ??= 30;
        var encoder = output.Store(Encoder, ParameterTable.EncoderWeights, model.EncoderWeights);
        List<StoredTensor> tensors = [encoder, output.Store(EncoderBias, ParameterTable.EncoderBiases, model.EncoderBiases), output.Store(DecoderBias, ParameterTable.DecoderBiases, model.DecoderBiases)];
        if (output.Had(Copy)) tensors.Add(encoder with { Name = Copy });
        if (!output.Had("stats_last_nonzero")) tensors.Add(new("stats_last_nonzero", "I64", [model.HiddenUnits], new byte[8L * model.HiddenUnits]));
        output.WriteSafetensors(FileName, tensors);
        output.WriteJson("config.json", config);
    }
}

namespace SparseAutoencoders;

/// <summary>EleutherAI's sparsify: <c>cfg.json</c> and <c>sae.safetensors</c>, sparse coders and transcoders.</summary>
/// <remarks>encoder.weight and W_dec are (units, inputs), as ours. z = relu(encoder.weight (x − b_dec) + encoder.bias), and its k largest; a transcoder does not take b_dec off; where there is W_skip, W_skip x is added.
/// Known to go wrong elsewhere: num_latents is 0 in most files, and means expansion_factor · inputs (so the sizes are the arrays' here); loaders that turn W_dec round, or take from normalize_decoder whether b_dec is taken off.</remarks>
internal sealed class SparsifyFormat() : ForeignFormat("sparsify", "sparsify")
{
    private const string FileName = "sae.safetensors", Encoder = "encoder.weight", EncoderBias = "encoder.bias", Decoder = "W_dec", DecoderBias = "b_dec", Skip = "W_skip";

    public override bool IsWritten => true;

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Safetensors && source.Has(Encoder, EncoderBias, DecoderBias) && (source.Has(Decoder) && source.Config.Json is not null || Path.GetFileName(source.File) == FileName);

    public override ForeignDefinition Read(ForeignSource source)
    {
        var config = source.Config;
        if (config.Json is null) throw new InvalidDataException($"{source.File}: is a model of sparsify without its description. Put its cfg.json beside it.");
        config.Leave("expansion_factor", "normalize_decoder", "multi_topk", "skip_connection");
        if (config.Text("activation") is { } activation && activation != "topk")
            throw Refused(source, $"whose activation is '{MessageText.Visible(activation)}', which is not computed here", "Give one of topk");
        if (config.Flag("signed") == true) throw Refused(source, "whose codes are the largest by magnitude, with their sign, which is not computed here", "Give one without signed");
        if (!source.Has(Decoder)) throw Refused(source, "without a decoder", "Give one that has W_dec");
        var (units, inputs) = Sizes(source, Encoder);
        Same(source, config.Count("d_in"), inputs, "d_in");
        Same(source, config.Count("num_latents"), units, "num_latents");
        var isTranscoder = config.Flag("transcode") == true;
        var skip = source.Find(Skip);
        var blocks = Blocks(source, (Encoder, false), EncoderBias, (Decoder, false), DecoderBias);
        if (skip is not null) blocks[ParameterTable.SkipWeights] = new(skip);
        return new(new TopKOptions { L0 = Active(source, config.Number("k"), units), DecoderNorm = DecoderNorm.Free, SubtractDecoderBias = !isTranscoder, Skip = skip is null ? null : true }, inputs, units)
        {
            Targets = isTranscoder ? Sizes(source, Decoder).Columns : 0,
            Blocks = blocks,
            MadeFor = MadeFor(config, "model_name", "hook_name", "layer", "hookpoint"),
        };
    }

    public override void Write(ForeignOutput output)
    {
        var model = output.Model.Folded();
        if (model.Prefixes is not null) throw output.Refused("has no place for the prefixes of units by which this model was trained (`Prefixes`)", "Train one without");
        if (model.Mechanism != Mechanism.Largest) throw output.Refused($"says codes by the largest of each row alone, and this model's mechanism is {model.Mechanism.Word()}", "Write it as saelens");
        if (model.NegativeCodes) throw output.Refused("has no codes below 0", "Keep the model as it is");
        if (model.RowScale is not null) throw output.Refused("has no place for rows that are scaled one by one", "Write it as saelens");
        var isTranscoder = model.Targets > 0;
        if (isTranscoder && model.Targets != model.Inputs) throw output.Refused($"has transcoders whose outputs are as wide as their rows, and this one makes {model.Targets} of {model.Inputs}", "Keep the model as it is");
        model = model.Subtracting(!isTranscoder);
        var config = output.Config;
        config["activation"] = "topk";
        config["expansion_factor"] ??= Math.Max(1, model.HiddenUnits / model.Inputs);
        config["normalize_decoder"] ??= true;
        if (config["num_latents"]?.ToString() != "0" || config["expansion_factor"]!.GetValue<double>() * model.Inputs != model.HiddenUnits) config["num_latents"] = model.HiddenUnits;
        config["k"] = model.Active;
        config["multi_topk"] ??= false;
        config["skip_connection"] = model.Skip is not null;
        config["transcode"] = isTranscoder;
        config["d_in"] = model.Inputs;
        List<StoredTensor> tensors =
        [
            output.Store(Decoder, ParameterTable.DecoderWeights, model.DecoderWeights),
            output.Store(DecoderBias, ParameterTable.DecoderBiases, model.DecoderBiases),
            output.Store(EncoderBias, ParameterTable.EncoderBiases, model.EncoderBiases),
            output.Store(Encoder, ParameterTable.EncoderWeights, model.EncoderWeights),
        ];
        if (model.Skip is { } skip) tensors.Add(output.Store(Skip, ParameterTable.SkipWeights, skip));
        output.WriteSafetensors(FileName, tensors);
        output.WriteJson("cfg.json", config);
    }
}

namespace SparseAutoencoders;

/// <summary>Llama Scope: <c>hyperparams.json</c> and <c>checkpoints/final.safetensors</c>.</summary>
/// <remarks>encoder.weight (units, inputs), decoder.weight (inputs, units). Rows are multiplied by √d / the mean length of the rows it was made from, and what is rebuilt divided by √d / that of the rows to be rebuilt. One threshold for all units, in the scale of the rows
/// themselves: it is multiplied as they are. Later models hold logarithms, one a unit.</remarks>
internal sealed class LlamaScopeFormat() : ForeignFormat("llama-scope", "Llama Scope")
{
    private const string Encoder = "encoder.weight", Decoder = "decoder.weight", Logarithms = "log_jumprelu_threshold";

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Safetensors && source.Has(Encoder, "encoder.bias", Decoder) && (source.ConfigName == "hyperparams.json" || source.Config.Has("jump_relu_threshold") || source.Has(Logarithms));

    public override ForeignDefinition Read(ForeignSource source)
    {
        var config = source.Config;
        if (config.Json is null) throw new InvalidDataException($"{source.File}: is a model of Llama Scope without its description. Put its hyperparams.json beside it, or in the folder above.");
        var (units, inputs) = Sizes(source, Encoder);
        Same(source, config.Count("d_model"), inputs, "d_model");
        Same(source, config.Count("d_sae"), units, "d_sae");
        if (config.Text("act_fn") is { } function && function is not ("jumprelu" or "topk" or "relu")) throw Refused(source, $"whose activation is '{MessageText.Visible(function)}', which is not computed here", "Give one of jumprelu");
        if (config.Flag("use_glu_encoder") == true) throw Refused(source, "whose encoder has gates of its own (use_glu_encoder), which is not computed here", "Give one without them");
        if (config.Text("norm_activation") is { } norm && norm is not ("dataset-wise" or "inference")) throw Refused(source, $"that scales its rows '{MessageText.Visible(norm)}', which is not computed here", "Give one that is scaled dataset-wise");
        var lengths = config.Part("dataset_average_activation_norm");
        var isScaled = config.Text("norm_activation") is not "inference";
        if (isScaled && lengths.Json is null) throw Refused(source, "without the mean length of the rows it was made from (dataset_average_activation_norm)", "Get or make the file again");
        var (scale, targetScale) = isScaled ? (Scale("in"), Scale("out")) : (1, 1);
        var (place, placeOut) = (config.Text("hook_point_in"), config.Text("hook_point_out"));
        var isTranscoder = placeOut is not null && place != placeOut;
        var outputs = Sizes(source, Decoder).Rows;
        if (!isTranscoder && (outputs != inputs || scale != targetScale)) isTranscoder = true;
        var blocks = new Dictionary<string, ForeignBlock>
        {
            [ParameterTable.EncoderWeights] = new(source.Tensor(Encoder)),
            [ParameterTable.EncoderBiases] = new(source.Tensor("encoder.bias")),
            [ParameterTable.DecoderWeights] = new(source.Tensor(Decoder), Transposed: true),
            [ParameterTable.DecoderBiases] = source.Find("decoder.bias") is { } bias ? new(bias) : ForeignBlock.Of(0),
        };
        var notes = new List<string>();
        L0Options sparsity;
        if (source.Find(Logarithms) is { } logarithms)
        {
            blocks[L0Options.Thresholds] = new(logarithms) { IsLogarithm = true };
            sparsity = new JumpReluOptions();
        }
        else if (config.Text("act_fn") is "topk") sparsity = new TopKOptions { L0 = Active(source, config.Number("top_k"), units) };
        else
        {
            var threshold = config.Text("act_fn") is "relu" ? 0 : config.Number("jump_relu_threshold") ?? throw Refused(source, "without a jump_relu_threshold", "Get or make the file again");
            blocks[L0Options.Thresholds] = ForeignBlock.Of(Math.Max(0, threshold) * scale);
            sparsity = new JumpReluOptions();
            if (scale != 1) notes.Add("Its threshold is in the scale of the rows themselves: it is multiplied by √d / their mean length, as they are.");
        }
        var counted = config.Flag("sparsity_include_decoder_norm") == true;
        if (counted && sparsity is TopKOptions) throw Refused(source, "that takes the codes that are largest times the lengths of their decoder rows, which is not computed here", "Give one of jumprelu");
        return new(sparsity with { DecoderNorm = DecoderNorm.Free, SubtractDecoderBias = config.Flag("apply_decoder_bias_to_pre_encoder") == true && !isTranscoder }, inputs, units)
        {
            Targets = isTranscoder ? outputs : 0,
            Blocks = blocks,
            InputScale = scale,
            TargetScale = targetScale,
            Lengths = counted ? DecoderLengths.Thresholds : DecoderLengths.Left,
            MadeFor = MadeFor(config, "model_name", "hook_point_in", "hook_point_out", "layer"),
            Notes = notes,
        };

        double Scale(string side) => lengths.Number(side) is > 0 and var length && double.IsFinite(length) ? Math.Sqrt(side == "in" ? inputs : Sizes(source, Decoder).Rows) / length
            : throw new InvalidDataException($"{config.Where}: its dataset_average_activation_norm has no '{side}' above 0. Get or make the file again.");
    }
}

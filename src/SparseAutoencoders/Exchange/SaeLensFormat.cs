using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparseAutoencoders;

/// <summary>SAELens, from version 3: <c>cfg.json</c> and <c>sae_weights.safetensors</c>.</summary>
/// <remarks>Its W_enc is (inputs, units): z = x W_enc + b_enc, x less b_dec where <c>apply_b_dec_to_input</c>. W_dec is (units, inputs), as ours. topk: the k largest z, then relu; jumprelu, as which batchtopk models are saved too: z where z &gt; threshold;
/// gated: [u + b_gate &gt; 0] relu(e^r_mag u + b_mag), u = x W_enc. transcoder: other rows are rebuilt; skip: x W_skipᵀ is added.
/// Known to go wrong: descriptions before version 6 are flat and say topk as an activation of "standard"; a training checkpoint of jumprelu may hold the logarithms of its thresholds; one of batchtopk has a threshold that some loaders drop.</remarks>
internal sealed class SaeLensFormat() : ForeignFormat("saelens", "SAELens")
{
    private const string FileName = "sae_weights.safetensors", Encoder = "W_enc", EncoderBias = "b_enc", Decoder = "W_dec", DecoderBias = "b_dec", Threshold = "threshold",
        GateBias = "b_gate", MagnitudeBias = "b_mag", MagnitudeScale = "r_mag", Skip = "W_skip", Logarithm = "log_threshold", Level = "topk_threshold", ScalerFile = "activation_scaler.json";

    private static readonly string[] Metadata = ["model_name", "hook_name", "hook_layer", "hook_head_index", "hook_name_out", "dataset_path", "context_size", "prepend_bos", "neuronpedia_id"];

    public override bool IsWritten => true;

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Safetensors && source.Has(Decoder, DecoderBias) && !source.Has("encoder.weight")
        && (source.Config.Has("d_sae") || source.Config.Has("architecture") || Path.GetFileName(source.File) == FileName);

    public override ForeignDefinition Read(ForeignSource source)
    {
        var config = source.Config;
        if (config.Json is null) throw new InvalidDataException($"{source.File}: is a model of SAELens without its description. Put its cfg.json beside it.");
        config.Leave("device", "dtype");
        var metadata = config.Part("metadata");
        var (architecture, notes) = (config.Text("architecture") ?? "standard", new List<string>());
        var activation = config.Text("activation_fn_str") ?? config.Text("activation_fn") ?? "relu";
        var k = config.Number("k") ?? config.Part("activation_fn_kwargs").Number("k");
        if (activation == "topk" && architecture is "standard" or "topk")
        {
            if (architecture == "standard") notes.Add("Its description is of a version before 6, which says topk as the activation of a standard model. It is taken as topk.");
            (architecture, activation) = ("topk", "relu");
        }
        if (architecture == "standard" && source.Has(Threshold))
        {
            notes.Add("Its description says standard, but it has thresholds, which some versions of SAELens forgot to say: it is taken as jumprelu.");
            architecture = "jumprelu";
        }
        if (activation != "relu") throw Refused(source, $"whose activation is '{MessageText.Visible(activation)}', which is not computed here", "Give one with relu or topk");
        var isTranscoder = architecture.EndsWith("transcoder", StringComparison.Ordinal);
        if (!source.Has(Encoder)) throw Refused(source, $"of the architecture '{MessageText.Visible(architecture)}', which has no encoder of its own", "Give a model whose codes come from an encoder's product");
        var (inputs, units) = Sizes(source, Encoder);
        Same(source, config.Count("d_in"), inputs, "d_in");
        Same(source, config.Count("d_sae"), units, "d_sae");
        var targets = isTranscoder ? Sizes(source, Decoder).Columns : 0;
        if (isTranscoder) Same(source, config.Count("d_out"), targets, "d_out");
        var lengths = config.Flag("rescale_acts_by_decoder_norm") == true ? DecoderLengths.Codes : DecoderLengths.Left;
        var blocks = Blocks(source, (Encoder, true), architecture == "gated" ? MagnitudeBias : EncoderBias, (Decoder, false), DecoderBias);

        L0Options sparsity = architecture switch
        {
            "standard" or "transcoder" or "skip_transcoder" when source.Find(Threshold) is null => WithThreshold(Relu(config.Number("l1_coefficient")), ForeignBlock.Of(0)),
            "topk" => new TopKOptions { L0 = Active(source, k, units) },
            "gated" => Gated(),
            "jumprelu" or "jumprelu_transcoder" or "jumprelu_skip_transcoder" or "batchtopk" or "matryoshka_batchtopk" => Thresholds(),
            _ => throw Refused(source, $"of the architecture '{MessageText.Visible(architecture)}', which is not computed here", "Give one of standard, topk, batchtopk, matryoshka_batchtopk, jumprelu, gated or of the transcoders"),
        };
        if (lengths != DecoderLengths.Left && architecture is not ("topk" or "batchtopk" or "matryoshka_batchtopk"))
            throw Refused(source, $"of the architecture '{MessageText.Visible(architecture)}' that says rescale_acts_by_decoder_norm, which goes with the largest codes alone", "Get or make the file again");
        if (lengths != DecoderLengths.Left) notes.Add("Codes are multiplied by the lengths of decoder rows (rescale_acts_by_decoder_norm): the lengths are taken into the encoder, as SAELens folds them.");
        TakeScaling(source, blocks, notes);
        var skip = source.Find(Skip);
        if (skip is not null) blocks[ParameterTable.SkipWeights] = new(skip);
        else if (architecture.Contains("skip", StringComparison.Ordinal)) throw new InvalidDataException($"{source.File}: lacks the tensor {Skip} of a skip transcoder. Get or make the file again.");
        var (rows, scale) = Normalization(source);
        if (rows is not null && (isTranscoder || skip is not null)) throw Refused(source, "that rebuilds other rows and scales each by itself, which is not computed here", "Give one without normalize_activations");
        if (config.Text("reshape_activations") is "hook_z") notes.Add("It was made for the heads of an attention layer side by side (hook_z): give rows of all heads, one after the other.");
        var subtracts = config.Flag("apply_b_dec_to_input") ?? !isTranscoder;
        if (isTranscoder && subtracts) throw Refused(source, "that takes the bias of the rows to be rebuilt off other rows", "Get or make the file again");
        return new(sparsity with { DecoderNorm = DecoderNorm.Free, SubtractDecoderBias = subtracts, RowScale = rows, Skip = skip is null ? null : true }, inputs, units)
        {
            Targets = targets,
            Version = metadata.Words("sae_lens_version") ?? config.Words("sae_lens_version"),
            Blocks = blocks,
            InputScale = scale,
            TargetScale = scale,
            Lengths = lengths,
            MadeFor = new Dictionary<string, string>([.. MadeFor(config, ["hook_point", "hook_point_layer", .. Metadata]), .. MadeFor(metadata, Metadata)]),
            Notes = notes,
        };

        L0Options WithThreshold(L0Options options, ForeignBlock threshold)
        {
            blocks[L0Options.Thresholds] = threshold;
            return options;
        }

        L0Options Thresholds()
        {
            var one = source.Find(Level);
            var own = source.Find(Threshold);
            var logarithm = source.Find(Logarithm);
            if ((own ?? logarithm ?? one) is not { } tensor)
                throw new InvalidDataException($"{source.File}: lacks the threshold that a model of the architecture '{MessageText.Visible(architecture)}' has. Get or make the file again.");
            if (own is null && logarithm is not null) notes.Add("It is a training checkpoint that holds the logarithms of its thresholds.");
            return WithThreshold(own is null && logarithm is null || architecture.Contains("batchtopk", StringComparison.Ordinal) ? new BatchTopKOptions { L0 = k is > 0 && k <= units ? k : null, Prefixes = Widths() } : new JumpReluOptions(),
                new(tensor) { IsLogarithm = own is null && logarithm is not null });
        }

        L0Options Gated()
        {
            blocks[GatedOptions.GateBiases] = new(source.Tensor(GateBias));
            blocks[GatedOptions.GateScales] = new(source.Tensor(MagnitudeScale));
            return new GatedOptions { L0 = null, L1 = Relu(config.Number("l1_coefficient")).L1 };
        }

        Prefixes? Widths()
        {
            config.Leave("matryoshka_widths");
            if (config.Json["matryoshka_widths"] is not JsonArray { Count: > 0 } widths) return null;
            var below = widths.Where(width => width is JsonValue value && value.GetValueKind() == JsonValueKind.Number).Select(width => (int)width!.GetValue<double>()).Where(width => width > 0 && width < units).Distinct().Order().ToArray();
            return below.Length == 0 ? null : [.. below];
        }
    }

    /// <summary>How rows are scaled first: one by one, or all by one number.</summary>
    private (RowScaling? Rows, double Scale) Normalization(ForeignSource source)
    {
        const string Key = "normalize_activations";
        var config = source.Config;
        var kind = config.KindOf(Key) is JsonValueKind.True or JsonValueKind.False ? config.Flag(Key) == true ? "expected_average_only_in" : "none" : config.Text(Key) ?? "none";
        switch (kind)
        {
            case "none": return (null, 1);
            case "layer_norm": return (RowScaling.LayerNorm, 1);
            case "constant_norm_rescale": return (RowScaling.RootLength, 1);
            case "expected_average_only_in":
                var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source.File))!, ScalerFile);
                if (!File.Exists(path)) throw Refused(source, $"whose rows are scaled by a number that is not in the file ({Key} is {kind})", $"Put its {ScalerFile} beside it, or fold the scaling in SAELens (fold_activation_norm_scaling_factor) and save it again");
                var scaler = ForeignConfig.Read(path);
                if (scaler.Flag("has_whitening") == true) throw Refused(source, "that whitens its rows by a file beside it, which is not read", "Fold the whitening in SAELens and save it again");
                return scaler.Number("scaling_factor") is > 0 and var factor && double.IsFinite(factor) ? (null, factor) : throw new InvalidDataException($"{path}: has no scaling_factor above 0. Get or make the file again.");
            default: throw Refused(source, $"whose rows are scaled in a way that is not computed here ({Key} is '{MessageText.Visible(kind)}')", "Fold the scaling in SAELens and save it again");
        }
    }

    /// <summary>Files before version 6 may multiply each code once more where it is decoded.</summary>
    private void TakeScaling(ForeignSource source, Dictionary<string, ForeignBlock> blocks, List<string> notes)
    {
        var isMeant = source.Config.Flag("finetuning_scaling_factor") == true;
        if (source.Find("scaling_factor") is not { } factors) return;
        var numbers = new double[factors.Count];
        factors.Read<double>(source.File, numbers);
        if (Array.TrueForAll(numbers, number => Math.Abs(number - 1) <= 1e-5)) return;
        if (!isMeant) throw Refused(source, "with factors of its codes (scaling_factor) that its description does not know (finetuning_scaling_factor is false)", "Set it to true in cfg.json where the factors are meant, or take them out of the file");
        blocks[ParameterTable.DecoderWeights] = blocks[ParameterTable.DecoderWeights] with { RowFactors = factors };
        notes.Add("Codes are multiplied by scaling_factor where they are decoded: the factors are taken into the decoder.");
    }

    public override void Write(ForeignOutput output)
    {
        var model = output.Model.Folded();
        var isTranscoder = model.Targets > 0;
        var hasThresholds = model.Thresholds is { } thresholds && thresholds.All.ContainsAnyExcept(0.0);
        if (isTranscoder && model.Mechanism is not (Mechanism.Threshold)) throw output.Refused($"has transcoders with relu or thresholds alone, and this one's mechanism is {model.Mechanism.Word()}", "Write it as sparsify");
        if (model.Skip is not null && !isTranscoder) throw output.Refused("adds a linear map of the row in transcoders alone", "Write it as sparsify");
        if (model.NegativeCodes) throw output.Refused("has no codes below 0", "Keep the model as it is");
        if (model.Prefixes is not null && !output.Config.ContainsKey("matryoshka_widths")) throw output.Refused("has no place for the prefixes of units by which this model was trained (`Prefixes`)", "Write it as dictionary-learning, or train one without");
        var architecture = (isTranscoder, model.Skip is not null, model.Mechanism) switch
        {
            (true, false, _) => hasThresholds ? "jumprelu_transcoder" : "transcoder",
            (true, true, _) => hasThresholds ? "jumprelu_skip_transcoder" : "skip_transcoder",
            (_, _, Mechanism.Largest) => "topk",
            (_, _, Mechanism.Gated) => "gated",
            _ => hasThresholds ? "jumprelu" : "standard",
        };
        model = isTranscoder ? model.Subtracting(false) : model;

        var config = output.Config;
        config["architecture"] = architecture;
        config["d_in"] = model.Inputs;
        config["d_sae"] = model.HiddenUnits;
        if (isTranscoder) config["d_out"] = model.Outputs;
        else config.Remove("d_out");
        if (model.Mechanism == Mechanism.Largest) config["k"] = model.Active;
        if (model.Mechanism == Mechanism.Largest || config.ContainsKey("rescale_acts_by_decoder_norm")) config["rescale_acts_by_decoder_norm"] = false;
        config["apply_b_dec_to_input"] = model.SubtractsDecoderBias;
        config["normalize_activations"] = model.RowScale switch { RowScaling.LayerNorm => "layer_norm", RowScaling.RootLength => "constant_norm_rescale", _ => "none" };
        config["reshape_activations"] ??= "none";
        config["device"] ??= "cpu";
        // What versions before 6 called these would be believed over what was written above.
        foreach (var old in (string[])["activation_fn_str", "activation_fn", "activation_fn_kwargs", "finetuning_scaling_factor"]) config.Remove(old);
        var metadata = config["metadata"] as JsonObject ?? [];
        if (!ReferenceEquals(config["metadata"], metadata)) config["metadata"] = metadata;
        metadata["sae_lens_version"] ??= "6.0.0";
        foreach (var (key, words) in output.MadeFor) metadata[key] ??= words;

        List<StoredTensor> tensors =
        [
            output.Store(Encoder, ParameterTable.EncoderWeights, model.EncoderWeights.Transposed()),
            output.Store(Decoder, ParameterTable.DecoderWeights, model.DecoderWeights),
            output.Store(DecoderBias, ParameterTable.DecoderBiases, model.DecoderBiases),
            output.Store(architecture == "gated" ? MagnitudeBias : EncoderBias, ParameterTable.EncoderBiases, model.EncoderBiases),
        ];
        if (hasThresholds) tensors.Add(output.Store(Threshold, L0Options.Thresholds, model.Thresholds!));
        if (architecture == "gated")
        {
            tensors.Add(output.Store(GateBias, GatedOptions.GateBiases, model.GateBiases!));
            tensors.Add(output.Store(MagnitudeScale, GatedOptions.GateScales, model.GateScales!));
        }
        if (model.Skip is { } skip) tensors.Add(output.Store(Skip, ParameterTable.SkipWeights, skip));
        config["dtype"] = tensors[0].Type switch { "F64" => "float64", "F16" => "float16", "BF16" => "bfloat16", _ => "float32" };
        output.WriteSafetensors(FileName, tensors);
        output.WriteJson("cfg.json", config);
    }
}

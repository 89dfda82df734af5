using System.Text.Json.Nodes;

namespace SparseAutoencoders;

/// <summary>dictionary_learning, and InterPLM, which came from it: <c>ae.pt</c>, and <c>config.json</c> where it lies in its folder.</summary>
/// <remarks>encoder.weight is (units, inputs), decoder.weight (inputs, units); JumpReluAutoEncoder and Matryoshka models have W_enc (inputs, units) and W_dec (units, inputs). AutoEncoder: relu, bias taken off and added; AutoEncoderTopK: relu, then the k largest;
/// BatchTopKSAE and Matryoshka: relu(z) where above one threshold; GatedAutoEncoder; JumpReluAutoEncoder: thresholds, b_dec not taken off.
/// Known to go wrong: a run that is under way leaves another object under the final name, {ae, optimizer, norm_factor}: rows are to be divided by norm_factor there. encoder.weight may lie in the file column by column.</remarks>
internal sealed class DictionaryLearningFormat() : ForeignFormat("dictionary-learning", "dictionary_learning")
{
    private const string FileName = "ae.pt", Encoder = "encoder.weight", EncoderBias = "encoder.bias", Decoder = "decoder.weight", InterPlm = "activation_rescale_factor", NormFactor = "norm_factor";

    public override bool IsWritten => true;

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Torch && (IsDictionary(source) || IsDictionary(source.Within("ae.")));

    public override ForeignDefinition Read(ForeignSource source)
    {
        if (IsDictionary(source)) return Read(source, source.Config.Part("trainer"), 1, []);
        // A backup: biases are as in training, where rows are divided by norm_factor.
        var factor = source.Values.GetValueOrDefault(NormFactor) switch { double number => number, long number => number, _ => source.Find(NormFactor)?.Number(source.File) ?? 1 };
        if (!(factor > 0) || !double.IsFinite(factor)) throw new InvalidDataException($"{source.File}: its norm_factor is not above 0. Get or make the file again.");
        foreach (var name in source.Tensors.Keys.Where(name => name.StartsWith("ae.", StringComparison.Ordinal))) source.Find(name);
        return Read(source.Within("ae."), source.Config.Part("trainer"), 1 / factor, [factor == 1 ? "It is a backup of a run under way, not its final model." : "It is a backup of a run under way, not its final model: rows are divided by its norm_factor first, as that run did."]);
    }

    private static bool IsDictionary(ForeignSource source) => source.Has(Encoder, Decoder) && (source.Has("bias") || source.Has("decoder.bias") || source.Has("decoder_bias") || source.Has("b_dec"))
        || source.Has("W_enc", "W_dec", "b_enc", "b_dec", "threshold");

    private static ForeignDefinition Read(ForeignSource source, ForeignConfig trainer, double scale, IReadOnlyList<string> more)
    {
        trainer.Leave("activation_dim", "dict_size", "k");
        source.Config.Leave("buffer");
        var (notes, rows) = (new List<string>(more), (RowScaling?)null);
        var kind = trainer.Text("dict_class");
        if (source.Find("normalize_to_sqrt_d") is { } flag && flag.Number(source.File) != 0)
        {
            rows = RowScaling.RootLength;
            notes.Add("Each row is brought to the length √d first (normalize_to_sqrt_d), and what is rebuilt back to its own.");
        }
        if (source.Find(InterPlm) is not null) notes.Add("Codes are not divided by activation_rescale_factor, which InterPLM does only where it is asked to.");
        var (blocks, sparsity) = source.Has("W_enc") ? OfMatrices() : OfLayers();
        var (units, inputs) = source.Has("W_enc") ? Sizes(source, "W_dec") : Sizes(source, Encoder);
        Same(source, trainer.Count("activation_dim"), inputs, "activation_dim");
        Same(source, trainer.Count("dict_size"), units, "dict_size");
        return new(sparsity with { DecoderNorm = DecoderNorm.Free, RowScale = rows }, inputs, units)
        {
            Blocks = blocks,
            InputScale = scale,
            TargetScale = scale,
            MadeFor = MadeFor(trainer, "lm_name", "layer", "submodule_name", "wandb_name"),
            Notes = notes,
        };

        (Dictionary<string, ForeignBlock>, L0Options) OfLayers()
        {
            var bias = source.Has("bias") ? "bias" : source.Has("decoder_bias") ? "decoder_bias" : source.Has("b_dec") ? "b_dec" : "decoder.bias";
            var isGated = bias == "decoder_bias";
            var found = Blocks(source, (Encoder, false), isGated ? "mag_bias" : EncoderBias, (Decoder, true), bias);
            if (isGated)
            {
                found[GatedOptions.GateBiases] = new(source.Tensor("gate_bias"));
                found[GatedOptions.GateScales] = new(source.Tensor("r_mag"));
                return (found, new GatedOptions { L0 = null, L1 = Relu(trainer.Number("l1_penalty")).L1 });
            }
            if (bias == "b_dec") return (found, Largest(found));
            found[L0Options.Thresholds] = source.Find("threshold") is { } threshold ? new(threshold) : ForeignBlock.Of(0);
            return (found, found[L0Options.Thresholds].Tensor is null ? Relu(trainer.Number("l1_penalty")) with { SubtractDecoderBias = bias == "bias" } : new JumpReluOptions { SubtractDecoderBias = false });
        }

        L0Options Largest(Dictionary<string, ForeignBlock> found)
        {
            var hidden = Sizes(source, Encoder).Rows;
            double K() => Active(source, source.Noted("k") ?? trainer.Number("k"), hidden);
            if (kind is "AutoEncoderTopK" or "TopKSAE" || (kind is null && !source.Has("threshold")))
            {
                return new TopKOptions { L0 = K() };
            }
            if (kind is not ("BatchTopKSAE" or "BatchTopKAutoEncoder"))
                throw new InvalidDataException($"{source.File}: {(kind is null ? "AutoEncoderTopK and BatchTopKSAE have the same arrays, and which it is stands in its config.json, which does not lie beside it" : $"is of the class '{MessageText.Visible(kind)}', which is not computed here")}. {(kind is null ? "Put it there, or one with {\"trainer\": {\"dict_class\": \"BatchTopKSAE\"}}" : "Give one of AutoEncoder, GatedAutoEncoder, AutoEncoderTopK, BatchTopKSAE, JumpReluAutoEncoder or MatryoshkaBatchTopKSAE")}.");
            return OneThreshold(found, null, K());
        }

        (Dictionary<string, ForeignBlock>, L0Options) OfMatrices()
        {
            var found = Blocks(source, ("W_enc", true), "b_enc", ("W_dec", false), "b_dec");
            var hidden = Sizes(source, "W_dec").Rows;
            if (source.Tensors.GetValueOrDefault("group_sizes") is not { } sizes)
            {
                found[L0Options.Thresholds] = new(source.Tensor("threshold"));
                return (found, new JumpReluOptions { SubtractDecoderBias = false });
            }
            var groups = new double[sizes.Count];
            sizes.Read<double>(source.File, groups);
            var (ends, end) = (new List<int>(), 0.0);
            foreach (var group in groups) if ((end += group) > 0 && end < hidden) ends.Add((int)end);
            return (found, OneThreshold(found, ends.Count == 0 ? null : [.. ends.Distinct().Order()], Active(source, source.Noted("k") ?? trainer.Number("k"), hidden)));
        }

        L0Options OneThreshold(Dictionary<string, ForeignBlock> found, Prefixes? prefixes, double k)
        {
            var threshold = source.Tensor("threshold");
            var number = threshold.Number(source.File);
            if (number < 0) notes.Add("Its threshold was never set (−1): a unit is active above 0, as the tool itself takes it.");
            found[L0Options.Thresholds] = number < 0 ? ForeignBlock.Of(0) : new(threshold);
            return new BatchTopKOptions { L0 = k, Prefixes = prefixes };
        }
    }

    public override void Write(ForeignOutput output)
    {
        var model = output.Model.Folded();
        if (model.Targets > 0 || model.Skip is not null) throw output.Refused("has no transcoders", "Write it as saelens");
        if (model.RowScale is not null) throw output.Refused("has no place for rows that are scaled one by one", "Write it as saelens");
        if (model.NegativeCodes) throw output.Refused("has no codes below 0", "Keep the model as it is");
        if (model.Prefixes is not null && !(model.IsBatchTopK && model.Mechanism == Mechanism.Threshold)) throw output.Refused("has prefixes of units (`Prefixes`) with batch-topk alone", "Train one without");
        var one = model.Thresholds is { } thresholds && !thresholds.All.ContainsAnyExcept(thresholds.All[0]) ? thresholds.All[0] : (double?)null;
        // What it was before it was written for a tool that knows thresholds alone.
        var wasBatchTopK = model.IsBatchTopK || (one is not null && (output.Config["trainer"] as JsonObject)?["dict_class"]?.ToString() == "BatchTopKSAE");
        var kind = model.Mechanism switch
        {
            Mechanism.Largest => "AutoEncoderTopK",
            Mechanism.Gated => "GatedAutoEncoder",
            _ when one == 0 && !wasBatchTopK => "AutoEncoder",
            _ when wasBatchTopK && one is not null && model.Prefixes is { } => "MatryoshkaBatchTopKSAE",
            _ when wasBatchTopK && one is not null => "BatchTopKSAE",
            _ => "JumpReluAutoEncoder",
        };
        if (kind == "AutoEncoder" && !model.SubtractsDecoderBias) kind = "AutoEncoderNew";
        model = model.Subtracting(kind is not ("JumpReluAutoEncoder" or "AutoEncoderNew"));
        var matrices = kind is "JumpReluAutoEncoder" or "MatryoshkaBatchTopKSAE";
        List<StoredTensor> tensors = matrices
            ? [output.Store("W_enc", ParameterTable.EncoderWeights, model.EncoderWeights.Transposed()), output.Store("b_enc", ParameterTable.EncoderBiases, model.EncoderBiases), output.Store("W_dec", ParameterTable.DecoderWeights, model.DecoderWeights)]
            : [output.Store(Encoder, ParameterTable.EncoderWeights, model.EncoderWeights), output.Store(kind == "GatedAutoEncoder" ? "mag_bias" : EncoderBias, ParameterTable.EncoderBiases, model.EncoderBiases), output.Store(Decoder, ParameterTable.DecoderWeights, model.DecoderWeights.Transposed())];
        tensors.Add(output.Store(kind switch { "AutoEncoder" => "bias", "AutoEncoderNew" => "decoder.bias", "GatedAutoEncoder" => "decoder_bias", _ => "b_dec" }, ParameterTable.DecoderBiases, model.DecoderBiases));
        if (kind == "GatedAutoEncoder")
        {
            tensors.Add(output.Store("r_mag", GatedOptions.GateScales, model.GateScales!));
            tensors.Add(output.Store("gate_bias", GatedOptions.GateBiases, model.GateBiases!));
        }
        if (kind == "JumpReluAutoEncoder") tensors.Add(output.Store("threshold", L0Options.Thresholds, model.Thresholds!));
        var k = model.Active ?? (int)Math.Round(model.Asked ?? 1);
        if (kind is "AutoEncoderTopK" or "BatchTopKSAE" or "MatryoshkaBatchTopKSAE")
        {
            if (!output.HadUnused("k")) tensors.Add(new("k", "I32", [], BitConverter.GetBytes(k)));
            if (kind == "AutoEncoderTopK" && !output.HadUnused("threshold")) tensors.Add(new("threshold", "F32", [], BitConverter.GetBytes(-1f)));
            if (kind != "AutoEncoderTopK") tensors.Add(output.StoreNumber("threshold", one!.Value));
        }
        if (kind == "MatryoshkaBatchTopKSAE" && !output.HadUnused("group_sizes"))
        {
            int[] ends = [0, .. model.Prefixes!, model.HiddenUnits];
            tensors.Add(new("group_sizes", "I64", [ends.Length - 1], [.. ends.Skip(1).Zip(ends, (end, start) => (long)(end - start)).SelectMany(BitConverter.GetBytes)]));
        }
        var config = output.Config;
        var trainer = config["trainer"] as JsonObject ?? [];
        if (!ReferenceEquals(config["trainer"], trainer)) config["trainer"] = trainer;
        trainer["dict_class"] = kind;
        trainer["activation_dim"] = model.Inputs;
        trainer["dict_size"] = model.HiddenUnits;
        if (kind is "AutoEncoderTopK" or "BatchTopKSAE" or "MatryoshkaBatchTopKSAE") trainer["k"] ??= k;
        trainer["lm_name"] ??= output.MadeFor.GetValueOrDefault("model_name", "");
        if (trainer["layer"] is null && output.MadeFor.TryGetValue("hook_layer", out var layer)) trainer["layer"] = layer;
        output.WriteTorch(FileName, tensors);
        output.WriteJson("config.json", config);
    }
}

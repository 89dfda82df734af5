namespace SparseAutoencoders;

/// <summary>HypotheSAEs: a <c>.pt</c> file {config, state_dict}.</summary>
/// <remarks>z = encoder.weight (x − input_bias) + neuron_bias, its k largest, then relu; with use_batch_topk relu(z) where above threshold. decoder.weight is (inputs, units), input_bias is added.</remarks>
internal sealed class HypotheSaesFormat() : ForeignFormat("hypothesaes", "HypotheSAEs")
{
    private const string Prefix = "state_dict.";

    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Torch && source.Has($"{Prefix}encoder.weight", $"{Prefix}input_bias", $"{Prefix}neuron_bias");

    public override ForeignDefinition Read(ForeignSource source)
    {
        foreach (var name in (string[])["encoder.weight", "decoder.weight", "neuron_bias", "input_bias", "threshold"]) source.Find(Prefix + name);
        var values = source.Values;
        var inner = source.Within(Prefix);
        var (units, inputs) = Sizes(inner, "encoder.weight");
        var k = values.GetValueOrDefault("config.k_active_neurons") switch { long number => number, double number => number, _ => (double?)null };
        var blocks = Blocks(inner, ("encoder.weight", false), "neuron_bias", ("decoder.weight", true), "input_bias");
        Prefixes? prefixes = null;
        if (values.GetValueOrDefault("config.prefix_lengths") is IReadOnlyList<object?> lengths && lengths.OfType<long>().Where(length => length > 0 && length < units).Select(length => (int)length).Distinct().Order().ToArray() is { Length: > 0 } below) prefixes = [.. below];
        L0Options sparsity;
        if (values.GetValueOrDefault("config.use_batch_topk") is true)
        {
            blocks[L0Options.Thresholds] = new(inner.Tensor("threshold"));
            sparsity = new BatchTopKOptions { L0 = Active(source, k, units), Prefixes = prefixes };
        }
        else sparsity = new TopKOptions { L0 = Active(source, k, units), Prefixes = prefixes };
        return new(sparsity with { DecoderNorm = DecoderNorm.Free }, inputs, units) { Blocks = blocks };
    }
}

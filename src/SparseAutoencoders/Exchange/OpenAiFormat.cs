namespace SparseAutoencoders;

/// <summary>OpenAI's sparse_autoencoder: a <c>.pt</c> file with pre_bias, latent_bias, encoder.weight (units, inputs), decoder.weight (inputs, units), and the name of the activation.</summary>
/// <remarks>z = encoder.weight (x − pre_bias) + latent_bias; ReLU, or TopK: the k largest, then postact_fn. With TopK, and with it alone, rows are scaled one by one first. Of tied models one matrix may be stored.</remarks>
internal sealed class OpenAiFormat() : ForeignFormat("openai", "sparse_autoencoder (OpenAI)")
{
    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.Torch && source.Has("pre_bias", "latent_bias", "encoder.weight");

    public override ForeignDefinition Read(ForeignSource source)
    {
        var (units, inputs) = Sizes(source, "encoder.weight");
        var activation = source.Values.GetValueOrDefault("activation") as string ?? "ReLU";
        var after = source.Values.GetValueOrDefault("activation_state_dict.postact_fn") as string ?? "ReLU";
        if (activation is not ("ReLU" or "TopK") || after is not ("ReLU" or "Identity"))
            throw Refused(source, $"whose activation is {MessageText.Visible(activation)} with {MessageText.Visible(after)}, which is not computed here", "Give one of ReLU or TopK");
        var k = source.Values.GetValueOrDefault("activation_state_dict.k") switch { long number => (double?)number, double number => number, _ => source.Find("activation_state_dict.k")?.Number(source.File) };
        var isTied = !source.Has("decoder.weight");
        var blocks = Blocks(source, ("encoder.weight", false), "latent_bias", (isTied ? "encoder.weight" : "decoder.weight", !isTied), "pre_bias");
        if (activation == "ReLU") blocks[L0Options.Thresholds] = ForeignBlock.Of(0);
        L0Options sparsity = activation == "ReLU" ? Relu(null) : new TopKOptions { L0 = Active(source, k, units), NegativeCodes = after == "Identity" ? true : null };
        return new(sparsity with { DecoderNorm = DecoderNorm.Free, RowScale = activation == "TopK" ? RowScaling.LayerNorm : null }, inputs, units)
        {
            Blocks = blocks,
            Notes = activation == "TopK" ? ["Each row is scaled by itself first, as the tool does with TopK alone."] : [],
        };
    }
}

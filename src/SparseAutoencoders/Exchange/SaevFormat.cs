namespace SparseAutoencoders;

/// <summary>saev: a line of JSON, then a file of torch.save.</summary>
/// <remarks>W_enc is (inputs, units), W_dec (units, inputs); b_dec is not taken off. Relu; TopK: the k largest, whatever their sign (there is no relu); BatchTopK: z where above its threshold, in versions without one the k largest of each row, whatever their sign.</remarks>
internal sealed class SaevFormat() : ForeignFormat("saev", "saev")
{
    public override bool Recognises(ForeignSource source) => source.Kind == ForeignKind.LineAndTorch && source.Has("W_enc", "W_dec");

    public override ForeignDefinition Read(ForeignSource source)
    {
        var header = source.Config;
        var config = header.Has("cfg") ? header.Part("cfg") : header;
        header.Leave("schema", "commit", "cls");
        var (inputs, units) = Sizes(source, "W_enc");
        Same(source, config.Count("d_vit") ?? config.Count("d_model"), inputs, "d_model");
        Same(source, config.Count("d_sae"), units, "d_sae");
        var activation = config.Part("activation");
        // Before there was a schema all were Relu; the first one said it in two ways.
        var old = header.Text("cls");
        var kind = activation.Text("cls") ?? (old is "TopK" or "BatchTopK" ? old : "Relu");
        var k = activation.Part("params").Number("top_k") ?? config.Number("top_k") ?? 32;
        var blocks = Blocks(source, ("W_enc", true), "b_enc", ("W_dec", false), "b_dec");
        var threshold = source.Find("activation.threshold");
        L0Options sparsity;
        if (kind is "TopK" || (kind is "BatchTopK" && threshold is null)) sparsity = new TopKOptions { L0 = Active(source, Math.Min(k, units), units), NegativeCodes = true };
        else if (kind is "BatchTopK" && threshold is not null)
        {
            blocks[L0Options.Thresholds] = threshold.Number(source.File) > 0 ? new(threshold) : ForeignBlock.Of(0);
            sparsity = new BatchTopKOptions { L0 = Active(source, Math.Min(k, units), units) };
        }
        else if (kind is "Relu")
        {
            blocks[L0Options.Thresholds] = ForeignBlock.Of(0);
            sparsity = Relu(activation.Part("params").Part("sparsity").Part("params").Number("coeff"));
        }
        else throw Refused(source, $"whose activation is '{MessageText.Visible(kind)}', which is not computed here", "Give one of Relu, TopK or BatchTopK");
        return new(sparsity with { DecoderNorm = DecoderNorm.Free, SubtractDecoderBias = false }, inputs, units)
        {
            Version = header.Words("lib"),
            Blocks = blocks,
            Notes = kind is "BatchTopK" && threshold is null ? ["Of each row the k largest are codes, as the version that made it took BatchTopK."] : [],
        };
    }
}

namespace SparseAutoencoders;

/// <summary>Gemma Scope: <c>params.npz</c>, of the second generation <c>params.safetensors</c>.</summary>
/// <remarks>W_enc (inputs, units), W_dec (units, outputs), b_enc, b_dec, threshold; small w in newer files. z where z &gt; threshold and above 0; b_dec is not taken off. affine_skip_connection (inputs, outputs): x times it is added. Models of the embedding, in folders
/// called so, were made for rows that are √d times longer than the embedding's.</remarks>
internal sealed class GemmaScopeFormat() : ForeignFormat("gemma-scope", "Gemma Scope")
{
    private const string FileName = "params.npz", Skip = "affine_skip_connection";

    public override bool IsWritten => true;

    public override bool Recognises(ForeignSource source) => source.Has("threshold", "b_enc", "b_dec") && (source.Kind == ForeignKind.Npz && source.Has("W_enc") || source.Kind is ForeignKind.Npz or ForeignKind.Safetensors && source.Has("w_enc"));

    public override ForeignDefinition Read(ForeignSource source)
    {
        var w = source.Has("w_enc") ? "w" : "W";
        var (inputs, units) = Sizes(source, $"{w}_enc");
        var outputs = Sizes(source, $"{w}_dec").Columns;
        var folder = Path.GetDirectoryName(Path.GetFullPath(source.File))!;
        var skip = source.Find(Skip);
        var isTranscoder = outputs != inputs || skip is not null || folder.Contains("transcoder", StringComparison.Ordinal);
        var isEmbedding = folder.Split(Path.DirectorySeparatorChar).Contains("embedding");
        if (source.Find("scaling_factor") is { } factor)
        {
            var numbers = new double[factor.Count];
            factor.Read<double>(source.File, numbers);
            if (!Array.TrueForAll(numbers, number => Math.Abs(number - 1) <= 1e-5)) throw Refused(source, "with factors of its codes (scaling_factor), which is not known how to take", "Give one without them");
        }
        var blocks = Blocks(source, ($"{w}_enc", true), "b_enc", ($"{w}_dec", false), "b_dec");
        blocks[L0Options.Thresholds] = new(source.Tensor("threshold"));
        if (skip is not null) blocks[ParameterTable.SkipWeights] = new(skip, Transposed: true);
        if (isEmbedding)
        {
            blocks[ParameterTable.EncoderWeights] = blocks[ParameterTable.EncoderWeights] with { Factor = 1 / Math.Sqrt(inputs) };
            blocks[ParameterTable.DecoderWeights] = blocks[ParameterTable.DecoderWeights] with { Factor = Math.Sqrt(inputs) };
        }
        return new(new JumpReluOptions { DecoderNorm = DecoderNorm.Free, SubtractDecoderBias = false, Skip = skip is null ? null : true }, inputs, units)
        {
            Targets = isTranscoder ? outputs : 0,
            Blocks = blocks,
            MadeFor = Places(folder),
            Notes = isEmbedding ? ["It lies in a folder 'embedding': its encoder is divided by √d and its decoder multiplied, so that it takes the embedding's own rows."] : [],
        };
    }

    // Nothing in the file says it: layer_20/width_16k/average_l0_71.
    private static Dictionary<string, string> Places(string folder)
    {
        var parts = folder.Split(Path.DirectorySeparatorChar);
        var found = new Dictionary<string, string>();
        foreach (var key in (string[])["layer", "width", "average_l0"])
            if (Array.FindLast(parts, part => part.StartsWith($"{key}_", StringComparison.Ordinal)) is { } part) found[key] = MessageText.Visible(part.AsSpan(key.Length + 1), 100);
        return found;
    }

    public override void Write(ForeignOutput output)
    {
        var model = output.Model.Folded();
        if (model.Prefixes is not null) throw output.Refused("has no place for the prefixes of units by which this model was trained (`Prefixes`)", "Train one without");
        if (model.Mechanism != Mechanism.Threshold) throw output.Refused($"says codes by thresholds alone, and this model's mechanism is {model.Mechanism.Word()}", "Write it as saelens");
        if (model.RowScale is not null) throw output.Refused("has no place for rows that are scaled one by one", "Write it as saelens");
        if (model.Targets > 0 || model.Skip is not null) throw output.Refused("has transcoders in files of its second generation alone, which are not written", "Write it as saelens");
        model = model.Subtracting(false);
        output.WriteNpz(FileName,
        [
            output.Store("W_dec", ParameterTable.DecoderWeights, model.DecoderWeights),
            output.Store("W_enc", ParameterTable.EncoderWeights, model.EncoderWeights.Transposed()),
            output.Store("b_dec", ParameterTable.DecoderBiases, model.DecoderBiases),
            output.Store("b_enc", ParameterTable.EncoderBiases, model.EncoderBiases),
            output.Store("threshold", L0Options.Thresholds, model.Thresholds!),
        ]);
    }
}

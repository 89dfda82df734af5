namespace SparseAutoencoders;

/// <summary>Of each row the n largest pre-codes above 0 are its codes, in training and in use. Source: Makhzani and Frey, "k-sparse autoencoders" (2013); Gao et al. (2024).</summary>
public sealed record TopKOptions : L0Options
{
    /// <summary>The n largest are codes whatever their sign. Default null, which is false: only those above 0 are.</summary>
    [Setting("negative-codes", "the largest are codes whatever their sign", Unset = "false", HasFlag = false)]
    public bool? NegativeCodes { get; init; }

    /// <inheritdoc/>
    public override string Activation => "topk";

    /// <inheritdoc/>
    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [];

    /// <inheritdoc/>
    /// <remarks>Known once L0 is. Of equal numbers TopK takes that of the lower place. "none" is 0, but NaN where a pre-code is.</remarks>
    public override IReadOnlyList<GraphNode>? Graph => L0 is not { } l0 ? null :
    [
        new("Constant", [], "most") { Attributes = [new("value_ints", (long)l0, IsList: true)] },
        new("TopK", ["pre-codes", "most"], "largest") { MoreOutputs = ["units"] },
        .. NegativeCodes == true ? [] : (GraphNode[])[new("Max", ["largest", "0"], "active")],
        new("Sub", ["pre-codes", "pre-codes"], "none"),
        new("ScatterElements", ["none", "units", NegativeCodes == true ? "largest" : "active"], "codes") { Attributes = [new("axis", 1)] },
    ];

    /// <inheritdoc/>
    public override SparsityOptions Completed(int hiddenUnits) => base.Completed(hiddenUnits) is TopKOptions { L0: { } l0 } options && l0 == Math.Floor(l0) ? options
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"`L0`: every row has the same number of active units here, and {L0} is not whole. Give a whole number, or take `BatchTopKOptions`."));

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new TopKSparsity<T>(this, parameters, workers);
}

/// <summary>The station of <see cref="TopKOptions"/>: of equal pre-codes the unit with the lower number comes first.</summary>
internal sealed class TopKSparsity<T>(TopKOptions options, Parameters<T> parameters, Workers workers) : L0Sparsity<T>(options, parameters, workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _most = (int)options.L0!.Value;
    private readonly bool _anySign = options.NegativeCodes == true;

    protected override bool HasLevel => false;

    protected override Matrix<T>? Offsets => null;

    public override IRowCoder<T> Freeze() => new LargestCoder<T>(Parameters, _most, TakesOff, _anySign);

    protected override void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows)
    {
        foreach (var found in Gather(batch, null, _anySign ? T.NegativeInfinity : T.Zero, _most, _anySign)) found.Complete(Workers);
        foreach (var values in batch) Take(values);
    }

    protected override void Use(Pass<T> values) => Choose([values], Shards.One, values.Rows);
}

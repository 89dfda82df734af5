namespace SparseAutoencoders;

/// <summary>Of a batch of m rows the n·m largest pre-codes above 0 are its codes: rows that need more units get more. In use a unit is active above a threshold, one for all units, at which L0 over the training rows is
/// n. Source: Bussmann et al., "BatchTopK sparse autoencoders" (2024).</summary>
public sealed record BatchTopKOptions : L0Options
{
    /// <inheritdoc/>
    public override string Activation => "threshold";

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new BatchTopKSparsity<T>(this, parameters, workers);
}

/// <summary>The station of <see cref="BatchTopKOptions"/>: of equal pre-codes that of the earlier row comes first, then that of the unit with the lower number.</summary>
internal sealed class BatchTopKSparsity<T>(BatchTopKOptions options, Parameters<T> parameters, Workers workers) : L0Sparsity<T>(options, parameters, workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Lower = 0.8;                            // than the last batch's level: this batch's is not

    private T _level;

    public override IRowCoder<T> Freeze() => new ThresholdCoder<T>(Parameters, Bias, Offsets!, TakesOff);

    protected override void Choose(Pass<T> values, SparseCodes<T> codes)
    {
        var count = AskedOf(values);
        for (var bound = _level * T.CreateTruncating(Lower); ; bound = T.Zero)
        {
            Found.Begin(values.Rows, null, bound);
            Gather(values);
            if (Found.Count > count || bound == T.Zero) break;       // of exactly so many the next one is not known to be below
        }
        _level = Found.KeepLargest(count, T.Zero);
        codes.Take(Found, Units, Workers);
    }

    public override void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        base.Backward(values, gradients, weightGradients, add);
        // So that a checkpoint codes rows as its last batch was.
        Parameters[L0Options.Thresholds].All.Fill(_level);
    }
}

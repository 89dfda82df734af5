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

    protected override void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows)
    {
        var count = AskedOf(rows);
        var bound = _level * T.CreateTruncating(Lower);
        var found = Gather(batch, null, bound);
        // Of exactly so many the next one is not known to be below.
        if (bound > T.Zero && BatchCandidates.Count(found, over) <= count) found = Gather(batch, null, T.Zero);
        var level = BatchCandidates.KeepLargest(found, over, count, T.Zero);
        // That of one machine's own rows is no bound for others.
        if (over == Workers.Shards) _level = level;
        foreach (var values in batch) Take(values);
    }

    public override void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        base.CompleteGradient(unitSums, gradientSums, rows, weightGradients);
        // So that a checkpoint codes rows as its last batch was.
        Parameters[L0Options.Thresholds].All.Fill(_level);
    }
}

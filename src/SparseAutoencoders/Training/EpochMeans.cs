namespace SparseAutoencoders;

/// <summary>Means over an epoch's batches, each weighed by its rows.</summary>
/// <param name="sums">Unit sums of a batch.</param>
/// <param name="hasAuxiliary">There is a second loss.</param>
internal sealed class EpochMeans(int sums, bool hasAuxiliary)
{
    private readonly double[] _unitSums = new double[sums];
    private double _reconstruction, _sparsity, _decay, _penalty, _auxiliary;
    private long _rows;

    public LossTerms Terms => new(_reconstruction / _rows, _sparsity / _rows, _decay / _rows, _penalty / _rows, _auxiliary / _rows);

    public ReadOnlySpan<double> UnitSums => _unitSums;

    public long Rows => _rows;

    public void Clear()
    {
        Array.Clear(_unitSums);
        (_reconstruction, _sparsity, _decay, _penalty, _auxiliary, _rows) = (0, 0, 0, 0, 0, 0);
    }

    public void Add(LossTerms terms, ReadOnlySpan<double> unitSums, int rows)
    {
        _reconstruction += terms.Reconstruction * rows;
        _sparsity += terms.Sparsity * rows;
        _decay += terms.WeightDecay * rows;
        _penalty += terms.Penalty * rows;
        _auxiliary += terms.Auxiliary * rows;
        for (var l = 0; l < unitSums.Length; l++) _unitSums[l] += unitSums[l];
        _rows += rows;
    }

    /// <summary>Names the sums so far.</summary>
    public void KeepIn(SavedState state)
    {
        state.Keep<double>("epoch.unit_sums", _unitSums);
        state.Keep("epoch.reconstruction", ref _reconstruction);
        state.Keep("epoch.sparsity", ref _sparsity);
        state.Keep("epoch.weight_decay", ref _decay);
        state.Keep("epoch.penalty", ref _penalty);
        if (hasAuxiliary) state.Keep("epoch.auxiliary", ref _auxiliary);
        state.Keep("epoch.rows", ref _rows, 0, int.MaxValue);
    }
}

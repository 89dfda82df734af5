using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Normalization;

/// <summary>Each input to [0, 1] over the training rows: x' = (x − min) / (max − min); a constant input becomes 0.</summary>
public sealed record MinMaxScaling : ScalingOptions
{
    internal override Normalizer Fit(IRows rows, Workers workers, CancellationToken cancellation)
    {
        var statistics = RowStatistics.Of(rows, cancellation);
        var scale = new double[rows.Width];
        for (var j = 0; j < scale.Length; j++) scale[j] = Normalizer.Reciprocal(statistics.Max[j] - statistics.Min[j]);
        return new Normalizer(statistics.Min, scale, rotation: null);
    }
}

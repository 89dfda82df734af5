using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Normalization;

/// <summary>Each input to mean 0 and standard deviation 1 over the training rows (divided by their number); a constant input becomes 0.</summary>
public sealed record StandardScaling : ScalingOptions
{
    internal override Normalizer Fit(IRows rows, Workers workers, CancellationToken cancellation)
    {
        var statistics = RowStatistics.Of(rows, cancellation);
        var scale = new double[rows.Width];
        for (var j = 0; j < scale.Length; j++) scale[j] = Normalizer.Reciprocal(Math.Sqrt(statistics.Variance(j)));
        return new Normalizer(statistics.Mean, scale, rotation: null);
    }
}

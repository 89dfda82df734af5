using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Settings;

namespace SparseAutoencoders.Normalization;

/// <summary>Zero-phase whitening: inputs uncorrelated, variances near 1, and each still looks like itself.</summary>
/// <remarks>x' = (x − mean) / s with one s for all inputs, the square root of the mean variance; then x'' = x' (C + εI)^(−½), C the
/// covariance of x'. So ε is a share of the mean variance, whatever the data's unit. Source: Bell and Sejnowski (1997).</remarks>
public sealed record ZcaScaling : ScalingOptions
{
    private const int BlockRows = 1024;

    /// <summary>Added to each variance before its square root is divided by, as a share of the mean variance: keeps noise small.</summary>
    [Setting("zca-epsilon", "added to each variance before whitening, as a share of the mean variance", Above = 0)]
    public double Epsilon { get; init; } = 0.01;

    internal override Normalizer Fit(IRows rows, Workers workers, CancellationToken cancellation)
    {
        var statistics = RowStatistics.Of(rows, cancellation);
        var meanVariance = Enumerable.Range(0, rows.Width).Average(statistics.Variance);
        var scale = new double[rows.Width];
        Array.Fill(scale, Normalizer.Reciprocal(Math.Sqrt(meanVariance)));
        var centred = new Normalizer(statistics.Mean, scale, rotation: null);

        var covariance = new Matrix<double>(rows.Width, rows.Width);
        foreach (var (_, block) in new PreparedRows<double>(rows, centred, unitInterval: false, workers).Blocks(BlockRows, cancellation))
            MatrixProduct.TransposeMultiply(block, block, covariance, workers, accumulate: true);
        Elementwise.Map<double, Scale<double>>(covariance.All, covariance.All, new Scale<double>(1.0 / rows.Count));
        for (var j = 0; j < rows.Width; j++) covariance[j, j] += Epsilon;
        return new Normalizer(statistics.Mean, scale, SymmetricRoots.InverseSquareRoot(covariance, workers));
    }
}

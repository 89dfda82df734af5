using SparseAutoencoders.Tests.Golden;

namespace SparseAutoencoders.Tests.Reference;

public sealed class ReferenceMetricsTests
{
    private const double Bound = 2e-14;

    [Fact]
    public void All_golden_networks_agree() => Assert.All(GoldenFile.Read.Metrics, golden =>
    {
        var problem = GoldenFile.Read.Problems[golden.Problem];
        var (model, rows) = (problem.Parameters(tied: false), problem.Rows.ToMatrix());
        var codes = ReferenceObjective.Encode(model, rows);
        var output = ReferenceObjective.Decode(model, codes, linear: golden.Decoder == "linear");
        var means = ReferenceObjective.MeanActivations(codes);
        var deviations = ReferenceMetrics.RhoDeviations(means, golden.Rho);

        Close.To(golden.Codes.ToMatrix(), codes, Bound);
        Close.To(golden.Output.ToMatrix(), output, Bound);
        Close.To(golden.MeanActivations, means, Bound);
        Close.To(golden.ExplainedVariance, ReferenceMetrics.ExplainedVariance(rows, output), Bound, absolute: Bound);
        Assert.Equal(golden.DeadUnits, ReferenceMetrics.DeadUnits(codes));
        Close.To(golden.ActiveUnitsPerRow, ReferenceMetrics.ActiveUnitsPerRow(codes), Bound);
        Close.To(golden.LifetimeSparseness, ReferenceMetrics.LifetimeSparseness(codes), Bound);
        Close.To(golden.PopulationSparseness, ReferenceMetrics.PopulationSparseness(codes), Bound);
        Close.To(golden.RhoDeviationMean, deviations.Average(), Bound);
        Close.To(golden.RhoDeviationMax, deviations.Max(), Bound);
    });

    [Fact]
    public void ExplainedVariance_perfect_output_is_one_and_the_mean_row_is_zero()
    {
        double[,] rows = { { 1, 4 }, { 3, 0 } };
        Assert.Equal(1, ReferenceMetrics.ExplainedVariance(rows, rows));
        Assert.Equal(0, ReferenceMetrics.ExplainedVariance(rows, new double[,] { { 2, 2 }, { 2, 2 } }));
    }

    [Fact]
    public void ExplainedVariance_constant_offset_costs()
    {
        // A definition by the residual's variance would give 1 here.
        double[,] rows = { { 1 }, { 3 } }, offset = { { 2 }, { 4 } };
        Assert.Equal(0, ReferenceMetrics.ExplainedVariance(rows, offset));
    }

    [Fact]
    public void ExplainedVariance_rows_that_do_not_vary_is_zero() =>
        Assert.Equal(0, ReferenceMetrics.ExplainedVariance(new double[,] { { 1 }, { 1 } }, new double[,] { { 1 }, { 2 } }));

    [Theory]
    [InlineData(new[] { 0.3, 0.3, 0.3, 0.3 }, 0)]
    [InlineData(new[] { 0, 0, 0.7, 0 }, 1)]
    [InlineData(new[] { 1.0, 1, 0, 0 }, 2 / 3.0)]
    [InlineData(new[] { 0.5 }, 0)]
    [InlineData(new[] { 0.0, 0 }, 0)]
    public void Sparseness_closed_forms_agree(double[] values, double expected) =>
        Close.To(expected, ReferenceMetrics.Sparseness(values), 1e-15, absolute: 1e-15);

    [Fact]
    public void DeadUnits_constant_at_rho_is_dead_and_a_hundredth_is_not() =>
        Assert.Equal(1, ReferenceMetrics.DeadUnits(new[,] { { 0.05, 0 }, { 0.059, 0.01 } }));
}

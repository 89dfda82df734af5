using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Metrics;

public sealed class EvaluationTests
{
    private const double Bound = 1e-12;

    [Fact]
    public void Run_golden_networks_give_every_metric() => Assert.All(GoldenFile.Read.Metrics, golden =>
    {
        var problem = GoldenFile.Read.Problems[golden.Problem];
        var result = Judge(problem.Parameters(tied: false), problem.Rows.ToMatrix(), linear: golden.Decoder == "linear", golden.Rho);
        Close.To(golden.ExplainedVariance, result.ExplainedVariance, Bound, Bound);
        Assert.Equal(golden.DeadUnits, result.DeadUnits);
        Close.To(golden.LifetimeSparseness, result.LifetimeSparseness, Bound, Bound);
        Close.To(golden.PopulationSparseness, result.PopulationSparseness, Bound, Bound);
        Close.To(golden.RhoDeviationMean, result["rho_deviation_mean"], Bound);
        Close.To(golden.RhoDeviationMax, result["rho_deviation_max"], Bound);
        Close.To(golden.MeanActivations, [.. result.MeanActivations], Bound);
    });

    // More rows than one block of 1,024, and counts at its edges.
    [Theory]
    [InlineData(1, false, false), InlineData(2, true, true), InlineData(40, false, true)]
    [InlineData(1023, false, false), InlineData(1024, true, false), InlineData(1025, false, false), InlineData(2100, false, true)]
    public void Run_any_number_of_rows_agrees_with_the_reference(int rows, bool tied, bool linear)
    {
        var (model, x) = (Networks.Random(7, 5, tied, seed: 2), Networks.Numbers(rows, 7, seed: 3));
        var terms = ReferenceObjective.Evaluate(model, x, new(false, linear, 0.2, 1.5, 0.01));
        var result = Judge(model, x, linear, 0.2);

        var expected = new Dictionary<string, double>
        {
            ["rows"] = rows,
            ["inputs"] = 7,
            ["hidden_units"] = 5,
            ["rho"] = 0.2,
            ["beta"] = 1.5,
            ["loss_total"] = terms.Total,
            ["loss_reconstruction"] = terms.Reconstruction,
            ["loss_sparsity"] = 1.5 * terms.Penalty,
            ["loss_weight_decay"] = terms.WeightDecay,
            ["penalty"] = terms.Penalty,
            ["mean_activation"] = terms.MeanActivations.Average(),
            ["mean_activation_min"] = terms.MeanActivations.Min(),
            ["mean_activation_max"] = terms.MeanActivations.Max(),
            ["rho_deviation_mean"] = ReferenceMetrics.RhoDeviations(terms.MeanActivations, 0.2).Average(),
            ["rho_deviation_max"] = ReferenceMetrics.RhoDeviations(terms.MeanActivations, 0.2).Max(),
            ["explained_variance"] = ReferenceMetrics.ExplainedVariance(x, terms.Output),
            ["dead_units"] = ReferenceMetrics.DeadUnits(terms.Codes),
            ["l0"] = ReferenceMetrics.ActiveUnitsPerRow(terms.Codes),
            ["contrast"] = ReferenceMetrics.Contrasts(terms.Codes).Average(),
            ["contrast_min"] = ReferenceMetrics.Contrasts(terms.Codes).Min(),
            ["contrast_max"] = ReferenceMetrics.Contrasts(terms.Codes).Max(),
            ["lifetime_sparseness"] = ReferenceMetrics.LifetimeSparseness(terms.Codes),
            ["population_sparseness"] = ReferenceMetrics.PopulationSparseness(terms.Codes),
        };
        Assert.Equal([.. expected.Keys, "seconds", "rows_per_second"], result.Metrics.Select(metric => metric.Key));
        foreach (var metric in result.Metrics.Where(metric => expected.ContainsKey(metric.Key)))
            Close.To(expected[metric.Key], metric.Read(result), Bound, Bound);
        Assert.True(result.Seconds > 0 && result.RowsPerSecond > 0);
        Close.To(terms.MeanActivations, [.. result.MeanActivations], Bound);
    }

    [Fact]
    public void Run_histogram_counts_every_activation_in_its_hundredth()
    {
        var (model, x) = (Networks.Random(7, 5, tied: false, seed: 2), Networks.Numbers(300, 7, seed: 3));
        var counts = new long[100];
        foreach (var code in ReferenceObjective.Encode(model, x)) counts[(int)(code * 100)]++;
        Assert.Equal(counts, Judge(model, x, linear: true, 0.2).ActivationHistogram);
    }

    [Fact]
    public void Run_saturated_codes_are_counted_in_the_first_and_last_hundredth()
    {
        var model = new ReferenceParameters(new double[,] { { 1000 }, { -1000 } }, [0, 0], new double[2, 1], [0]);
        var result = Judge(model, new double[,] { { 1 }, { 1 } }, linear: true, 0.2);
        Assert.Equal((2, 2), (result.ActivationHistogram[0], result.ActivationHistogram[99]));
        Assert.True(double.IsFinite(result.LossTotal));
        Assert.Equal(2, result.DeadUnits);
    }

    [Fact]
    public void Run_rows_that_do_not_vary_explain_nothing()
    {
        var x = new double[10, 3];
        for (var r = 0; r < 10; r++) x[r, 1] = 0.1;              // has no exact sum
        var result = Judge(Networks.Random(3, 2, tied: false, seed: 2), x, linear: true, 0.2);
        Assert.Equal(0, result.ExplainedVariance);
        Assert.Equal(2, result.DeadUnits);
        Assert.InRange(result.LifetimeSparseness, -1e-12, 1e-12);
    }

    [Fact]
    public void Run_one_row_is_finite_in_every_figure() =>
        Assert.All(Metric.Of(new KlOptions()), metric => Assert.True(double.IsFinite(metric.Read(Judge(Networks.Random(3, 1, tied: true, seed: 2), new[,] { { 0.1, 0.2, 0.3 } }, linear: false, 0.2)))));

    [Fact]
    public void Run_any_number_of_threads_gives_the_same_bits()
    {
        var (model, x) = (Networks.Random(30, 20, tied: false, seed: 2), Networks.Numbers(1500, 30, seed: 3));
        using var one = new Workers(1);
        using var three = new Workers(3);
        var (a, b) = (Judge(model, x, true, 0.2, one), Judge(model, x, true, 0.2, three));
        foreach (var metric in Metric.Of(new KlOptions()).Where(metric => !metric.Key.Contains("second", StringComparison.Ordinal))) Assert.Equal(metric.Read(a), metric.Read(b));
    }

    [Fact]
    public void All_keys_are_distinct_and_every_figure_is_explained()
    {
        Assert.Distinct(Metric.Of(new KlOptions()).Select(metric => metric.Key));
        Assert.All(Metric.Of(new KlOptions()), metric => Assert.NotEqual("", metric.Summary));
    }

    private static Evaluation Judge(ReferenceParameters model, double[,] rows, bool linear, double rho, Workers? workers = null) =>
        Evaluator.Run(model.ToParameters<double>(),
            new ObjectiveOptions(new KlOptions { Rho = rho, Beta = 1.5 }, new SquaredErrorOptions(), linear ? OutputFunction.Linear : OutputFunction.Sigmoid, 0.01),
            null, Rows.From(rows.ToMatrix<double>()), workers ?? Workers.Shared, TestContext.Current.CancellationToken);
}

namespace SparseAutoencoders.Plots.Tests;

public sealed class TradeOffTests
{
    private static readonly Evaluation Judged = SparseAutoencoder.Train(Rows.From(Samples.Numbers(20, 3)), new TrainingOptions
    {
        HiddenUnits = 2,
        Decoder = OutputFunction.Linear,
        Optimizer = new AdamOptions { Epochs = 1, Batch = 10 },
    }, cancellation: TestContext.Current.CancellationToken).Evaluate(Rows.From(Samples.Numbers(20, 3)), TestContext.Current.CancellationToken);

    [Fact]
    public void Front_is_what_no_other_beats_in_both()
    {
        Assert.Equal([true, true, false, true, false], TradeOff.Front([(1, 5), (2, 3), (2, 4), (4, 1), (5, 5)]));
        Assert.Equal([true, true], TradeOff.Front([(1, 1), (1, 1)]));
    }

    [Fact]
    public void Figures_are_those_that_differ()
    {
        SweepRun[] runs = [Of("0.1", 5, 0.3, 0.2), Of("0.2", 4, 0.2, 0.2)];
        Assert.Equal(["rho_deviation_mean"], TradeOff.Figures(runs).Select(metric => metric.Key));
        Assert.NotEmpty(TradeOff.Figures([runs[0]]));
        Assert.Empty(TradeOff.Figures([runs[0] with { Evaluation = null }]));
    }

    [Fact]
    public void Every_dot_has_its_label_and_failed_runs_have_none()
    {
        var svg = TradeOff.Draw([Of("0.125", 5, 0.3, 0.2), Of("0.25", 4, 0.01, 0.4), Of("0.75", 3, 0.5, 0.5), Of("0.875", 1, 1, 1) with { Evaluation = null, Error = "why" }]).ToSvg();
        Assert.All((string[])["0.125", "0.25", "0.75", "10 %", "logarithmic scale", "Reconstruction loss L", "training rows"], text => Assert.Contains(text, svg, StringComparison.Ordinal));
        Assert.DoesNotContain("0.875", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_of_other_units_are_not_set_against_each_other()
    {
        var other = Of("0.25", 4, 0.2, 0.4);
        var svg = TradeOff.Draw([Of("0.125", 5, 0.3, 0.2), other with { Options = other.Options with { Scaling = new StandardScaling() } }]).ToSvg();
        Assert.Contains("Explained variance", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Reconstruction loss L", svg, StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(200)]
    public void Any_number_of_runs_is_drawn(int count)
    {
        var runs = Enumerable.Range(0, count).Select(i => Of($"{i}", 5 + i % 7, 0.1 * i, 0.2)).ToArray();
        Assert.NotEmpty(TradeOff.Draw(runs).ToPng());
        Assert.Equal(TradeOff.Draw(runs).ToPng(), TradeOff.Draw(runs).ToPng());
    }

    [Fact]
    public void Draw_refuses_runs_without_a_model() => Assert.Throws<ArgumentException>(() => TradeOff.Draw([Of("1", 1, 1, 1) with { Evaluation = null }]));

    private static SweepRun Of(string rho, double loss, double deviation, double sparseness) => new()
    {
        Name = $"rho={rho}",
        Options = new TrainingOptions { HiddenUnits = 2 },
        Varied = [KeyValuePair.Create("rho", rho)],
        Folder = "",
        Evaluation = Judged with { LossReconstruction = loss, SparsityFigures = [deviation, deviation], LifetimeSparseness = sparseness, ExplainedVariance = 1 - loss / 10 },
    };
}

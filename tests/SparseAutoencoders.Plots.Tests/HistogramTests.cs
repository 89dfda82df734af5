namespace SparseAutoencoders.Plots.Tests;

public class HistogramTests
{
    [Fact]
    public void Activation_shares_below_between_and_above_are_said()
    {
        var svg = ActivationHistogram.Draw([800, 20, 20, 20, 20, 20, 20, 10, 20, 50]).ToSvg();
        Assert.Contains("80.0 %", svg, StringComparison.Ordinal);
        Assert.Contains("15.0 %", svg, StringComparison.Ordinal);
        Assert.Contains("5 %", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Activations_in_one_bin_or_in_very_few_are_drawn()
    {
        Assert.NotEmpty(ActivationHistogram.Draw([5, 0, 0, 0, 0, 0, 0, 0, 0, 0]).ToPng());
        Assert.NotEmpty(ActivationHistogram.Draw([long.MaxValue, 0, 0, 0, 0, 0, 0, 0, 0, 1]).ToPng());
    }

    [Fact]
    public void Activations_refuse_bins_whose_edges_miss_a_tenth_and_empty_counts()
    {
        Assert.Throws<ArgumentException>(() => ActivationHistogram.Draw([]));
        Assert.Throws<ArgumentException>(() => ActivationHistogram.Draw([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => ActivationHistogram.Draw(new long[10]));
        Assert.Throws<ArgumentException>(() => ActivationHistogram.Draw([-1, 2, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Mean_activations_say_how_many_units_and_their_range()
    {
        var svg = MeanActivationHistogram.Draw([0.04, 0.05, 0.06], 0.05).ToSvg();
        Assert.Contains("3 hidden units", svg, StringComparison.Ordinal);
        Assert.Contains("from 0.04 to 0.06", svg, StringComparison.Ordinal);
        Assert.Contains("asked for: ρ = 0.05", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.05, 0.05)]
    [InlineData(0.05, 0)]
    [InlineData(0.999, 1)]
    [InlineData(1e-6, 1)]
    public void Mean_activations_at_rho_and_at_the_ends_are_drawn(double rho, double mean) =>
        Assert.NotEmpty(MeanActivationHistogram.Draw([mean], rho).ToPng());

    [Fact]
    public void Mean_activations_of_codes_of_any_size_are_drawn_where_none_is_asked_for()
    {
        foreach (double[] means in (double[][])[[0], [0, 0, 0], [2.5], [0, 0.3, 7], [-1, 4]]) Assert.NotEmpty(MeanActivationHistogram.Draw(means, asked: null).ToPng());
        var svg = MeanActivationHistogram.Draw([0, 0.3, 7], asked: null).ToSvg();
        Assert.Contains("from 0 to 7", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("ρ", svg, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MeanActivationHistogram.Draw([double.NaN], asked: null));
    }

    [Fact]
    public void Mean_activations_refuse_none_NaN_and_what_is_not_in_0_to_1()
    {
        Assert.Throws<ArgumentException>(() => MeanActivationHistogram.Draw([], 0.05));
        Assert.Throws<ArgumentException>(() => MeanActivationHistogram.Draw([double.NaN], 0.05));
        Assert.Throws<ArgumentException>(() => MeanActivationHistogram.Draw([-0.1], 0.05));
        Assert.Throws<ArgumentException>(() => MeanActivationHistogram.Draw([0.1], 0));
    }
}

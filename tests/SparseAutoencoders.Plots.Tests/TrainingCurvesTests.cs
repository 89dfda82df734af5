namespace SparseAutoencoders.Plots.Tests;

public class TrainingCurvesTests
{
    [Fact]
    public void Scale_is_logarithmic_where_figures_span_decades_and_says_so()
    {
        var svg = TrainingCurves.Draw(Samples.Run(30), 0.05).ToSvg();
        Assert.Contains("Sparsity penalty βΩ, logarithmic scale", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("mean over rows), logarithmic", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(400, 0)]
    public void Runs_of_any_length_are_drawn_also_without_a_penalty(int epochs, double beta) =>
        Assert.NotEmpty(TrainingCurves.Draw(Samples.Run(epochs, beta), 0.05, "iteration").ToPng());

    [Fact]
    public void Nothing_is_said_of_a_mean_activation_that_nobody_asked_for()
    {
        var svg = TrainingCurves.Draw(Samples.Run(30), asked: null).ToSvg();
        Assert.Contains("Mean activation (mean over units)", svg, StringComparison.Ordinal);
        foreach (var letter in (string[])["ρ", "β", "asked for"]) Assert.DoesNotContain(letter, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_codes_are_followed_by_their_number_and_nothing_is_said_of_a_mean_activation()
    {
        var run = Samples.Run(30).Select((progress, i) => progress with { LossAuxiliary = 0.5, DeadUnits = i < 3 ? null : 7 }).ToArray();
        var svg = TrainingCurves.Draw(run, new TopKOptions { L0 = 2 }).ToSvg();
        foreach (var words in (string[])["Active units a row", "Density of the unit active most", "Auxiliary loss", "Dead units", "asked for"]) Assert.Contains(words, svg, StringComparison.Ordinal);
        foreach (var words in (string[])["Mean activation", "ρ", "penalty"]) Assert.DoesNotContain(words, svg, StringComparison.Ordinal);
        // What nobody asked for, and what is not known, has no line and no chart.
        var fixedWeight = TrainingCurves.Draw(Samples.Run(30), new L1Options { L1 = 0.1 }).ToSvg();
        foreach (var words in (string[])["asked for", "Dead units"]) Assert.DoesNotContain(words, fixedWeight, StringComparison.Ordinal);
        Assert.Equal(TrainingCurves.Draw(run, 0.05).ToPng(), TrainingCurves.Draw(run, new KlOptions { Rho = 0.05 }).ToPng());
    }

    [Fact]
    public void The_last_figure_has_room_beside_its_curve_however_long_it_is()
    {
        var run = Samples.Run(12).Select(progress => progress with { LossAuxiliary = 1.25e-15 * progress.Done / 12 }).ToArray();
        var card = new Pixels(TrainingCurves.Card(run, "epoch", "auxiliary loss", progress => progress.LossAuxiliary));
        Assert.True(card.Are((255, 255, 255), card.Width - 4, 0, 4, card.Height));
    }

    [Fact]
    public void Words_in_between_are_left_out()
    {
        var run = Samples.Run(3);
        var more = run.SelectMany(progress => new[] { progress with { Complete = false, LossReconstruction = 1e9 }, progress }).ToArray();
        Assert.Equal(TrainingCurves.Draw(run, 0.05).ToPng(), TrainingCurves.Draw(more, 0.05).ToPng());
    }

    [Fact]
    public void Draw_refuses_an_empty_run_and_one_that_came_to_NaN()
    {
        Assert.Throws<ArgumentException>(() => TrainingCurves.Draw([], 0.05));
        Assert.Throws<ArgumentException>(() => TrainingCurves.Draw([Samples.Run(1)[0] with { LossReconstruction = double.NaN }], 0.05));
        Assert.Throws<ArgumentException>(() => TrainingCurves.Draw(Samples.Run(1), 2));
    }
}

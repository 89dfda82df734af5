using System.Xml.Linq;

namespace SparseAutoencoders.Plots.Tests;

public class DensityHistogramTests
{
    [Fact]
    public void Densities_say_how_often_units_are_active_what_was_asked_and_how_many_never_are()
    {
        Assert.Equal("5 hidden units, active on 10.6 % of the rows on average, the most active one on 50 %; 2 on none.", DensityHistogram.Words([0, 0, 0.01, 0.02, 0.5]));
        var svg = DensityHistogram.Draw([0, 0, 0.01, 0.02, 0.5], 0.05).ToSvg();
        foreach (var words in (string[])["5 hidden units", "never", "asked for: 5 %"]) Assert.Contains(words, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_unit_is_active_and_nothing_was_asked_neither_is_drawn()
    {
        var svg = DensityHistogram.Draw([0.01, 0.02, 0.5], asked: null).ToSvg();
        Assert.DoesNotContain("never", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("asked", svg, StringComparison.Ordinal);
        Assert.EndsWith("the most active one on 100 %.", DensityHistogram.Words([0.01, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Units_that_never_are_active_stand_left_of_all_others_in_grey()
    {
        // As many of them as of the others: two columns of equal height, and nothing else is as grey.
        var pixels = new Pixels(DensityHistogram.Draw([0, 0, 0, 0.1, 0.1, 0.1], asked: null));
        var (grey, blue) = (Columns(pixels, (0x8A, 0x94, 0xA0)), Columns(pixels, (0x1F, 0x5C, 0x99)));
        Assert.NotEmpty(grey);
        Assert.True(grey.Max() < blue.Min());
    }

    [Fact]
    public void The_axis_is_logarithmic_and_reaches_from_the_least_to_the_greatest()
    {
        var texts = Texts(DensityHistogram.Draw([1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1], 0.01));
        foreach (var mark in (string[])["0.001 %", "0.01 %", "0.1 %", "1 %", "10 %", "100 %"]) Assert.Contains(mark, texts);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(0, 1.0)]
    [InlineData(1, 1e-4)]
    [InlineData(1e-7, 0.5)]
    public void Units_that_are_all_alike_are_drawn(double density, double? asked)
    {
        Assert.NotEmpty(DensityHistogram.Draw([density], asked).ToPng());
        Assert.NotEmpty(DensityHistogram.Draw([.. Enumerable.Repeat(density, 16_384)], asked).ToPng());
    }

    [Fact]
    public void What_is_no_share_is_refused()
    {
        foreach (double[] densities in (double[][])[[], [double.NaN], [-0.1], [1.1]]) Assert.Throws<ArgumentException>(() => DensityHistogram.Draw(densities, null));
        foreach (var asked in (double[])[0, -1, 1.5, double.NaN]) Assert.Throws<ArgumentException>(() => DensityHistogram.Draw([0.1], asked));
    }

    [Fact]
    public void Activations_without_zeros_reach_as_far_as_there_are_any()
    {
        var texts = Texts(CodeHistogram.Card([40, 20, 0, 10, 0, 0, 0, 0], 8));
        Assert.Contains("4", texts);
        Assert.DoesNotContain("5", texts);
        Assert.NotEmpty(CodeHistogram.Card([long.MaxValue / 2, 0], 1e-30).ToPng());
        Assert.Throws<ArgumentException>(() => CodeHistogram.Card([0, 0], 1));
        Assert.Throws<ArgumentException>(() => CodeHistogram.Card([1, 0], 0));
    }

    private static string[] Texts(Picture picture) => [.. XDocument.Parse(picture.ToSvg()).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value.Trim())];

    // Below the legend.
    private static int[] Columns(Pixels pixels, (byte, byte, byte) colour) =>
        [.. Enumerable.Range(0, pixels.Width).Where(x => Enumerable.Range(0, pixels.Height).Count(y => y > 300 && pixels[x, y] == colour) > 40)];
}

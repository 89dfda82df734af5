using System.Text;
using System.Xml.Linq;

namespace SparseAutoencoders.Plots.Tests;

public class PictureTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Picture_drawn_twice_has_the_same_bytes(string name)
    {
        Assert.Equal(Samples.All[name]().ToPng(), Samples.All[name]().ToPng());
        Assert.Equal(Samples.All[name]().ToSvg(), Samples.All[name]().ToSvg());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Png_is_as_large_as_it_says_white_at_its_rim_and_not_empty(string name)
    {
        var picture = Samples.All[name]();
        var pixels = new Pixels(picture);
        Assert.Equal((picture.Width, picture.Height), (pixels.Width, pixels.Height));
        Assert.InRange(pixels.Width, 1000, 4400);
        Assert.True(pixels.Are((255, 255, 255), 0, 0, pixels.Width, 8));
        Assert.True(pixels.Are((255, 255, 255), 0, pixels.Height - 8, pixels.Width, 8));
        Assert.True(pixels.Are((255, 255, 255), 0, 0, 8, pixels.Height));
        Assert.True(pixels.Are((255, 255, 255), pixels.Width - 8, 0, 8, pixels.Height));
        Assert.True(pixels.Count(pixel => pixel.Red < 128) > 2000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Svg_is_xml_with_text_in_the_embedded_font_and_a_stand_in(string name)
    {
        var root = XDocument.Parse(Samples.All[name]().ToSvg()).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.StartsWith("0 0 ", root.Attribute("viewBox")!.Value, StringComparison.Ordinal);
        var texts = root.Descendants().Where(element => element.Name.LocalName == "text").ToArray();
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Equal("DejaVu Sans, Verdana, sans-serif", text.Attribute("font-family")!.Value));
        Assert.All(texts, text => Assert.DoesNotMatch(", ?$", text.Attribute("x")!.Value));
    }

    [Fact]
    public void Svg_of_a_curve_says_mean_activation_with_its_hat()
    {
        var text = XDocument.Parse(PenaltyCurve.Draw(0.2, Samples.Penalty(0.2)).ToSvg()).Root!.Value;
        Assert.Contains("mean activation ρ\u0302", text.Normalize(NormalizationForm.FormD), StringComparison.Ordinal);
        Assert.Contains("minimum: Ω = 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_drawn_at_the_same_time_are_the_same()
    {
        var expected = Samples.All["penalty with units"]().ToPng();
        var pictures = new byte[6][];
        Parallel.For(0, pictures.Length, i => pictures[i] = Samples.All["penalty with units"]().ToPng());
        Assert.All(pictures, picture => Assert.Equal(expected, picture));
        var one = Samples.All["penalty with units"]();
        Parallel.For(0, pictures.Length, i => pictures[i] = one.ToPng());
        Assert.All(pictures, picture => Assert.Equal(expected, picture));
    }
}

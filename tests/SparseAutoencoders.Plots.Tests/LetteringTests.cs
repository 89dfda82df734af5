using SkiaSharp;

namespace SparseAutoencoders.Plots.Tests;

public class LetteringTests
{
    [Theory]
    [InlineData("ρ")]
    [InlineData("Ω")]
    [InlineData("β")]
    [InlineData("λ")]
    [InlineData("\u0302")]
    [InlineData("−×⁰¹²³⁴⁵⁶⁷⁸⁹⁻’…")]
    public void Font_holds_every_letter_the_pictures_use(string text)
    {
        Assert.True(Lettering.Regular.ContainsGlyphs(text));
        Assert.True(Lettering.Bold.ContainsGlyphs(text));
    }

    [Fact]
    public void Embedded_font_is_what_ScottPlot_gets()
    {
        Assert.Equal(Lettering.Family, Lettering.Regular.FamilyName);
        Assert.Same(Lettering.Regular, ScottPlot.Fonts.GetTypeface(Lettering.ScottPlotName, false, false));
        Assert.Same(Lettering.Bold, ScottPlot.Fonts.GetTypeface(Lettering.ScottPlotName, true, false));
    }

    [Fact]
    public void Text_is_drawn_in_ink()
    {
        var text = new Pixels(Drawn("Ω"));
        Assert.InRange(text.Count(pixel => pixel.Red < 64), 200, 3000);
    }

    [Fact]
    public void Hat_stands_above_its_letter_and_takes_no_width()
    {
        Assert.Equal(Lettering.Width("ρ", 60), Lettering.Width("ρ\u0302", 60), 1e-3);
        var (plain, hat) = (Box(Drawn("ρ")), Box(Drawn("ρ\u0302")));
        Assert.True(hat.Top < plain.Top - 6);
        Assert.Equal(plain.Bottom, hat.Bottom);
        Assert.InRange(hat.Left, plain.Left - 2, plain.Left + 2);
        Assert.InRange(hat.Right, plain.Right - 2, plain.Right + 2);
    }

    [Fact]
    public void Wrap_breaks_at_spaces_and_keeps_all_words()
    {
        var lines = Lettering.Wrap("one two three four five six", 12, 70);
        Assert.True(lines.Count > 1);
        Assert.All(lines, line => Assert.True(Lettering.Width(line, 12) <= 70));
        Assert.Equal("one two three four five six", string.Join(' ', lines));
    }

    private static Picture Drawn(string text) =>
        new(new SKSize(120, 120), 1, canvas => Lettering.Draw(canvas, text, new SKPoint(30, 80), 60, SKColors.Black));

    private static SKRectI Box(Picture picture)
    {
        var pixels = new Pixels(picture);
        var box = new SKRectI(pixels.Width, pixels.Height, 0, 0);
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 0; x < pixels.Width; x++)
            {
                if (pixels[x, y].Red < 128) box = new SKRectI(Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x), Math.Max(box.Bottom, y));
            }
        }

        return box;
    }
}

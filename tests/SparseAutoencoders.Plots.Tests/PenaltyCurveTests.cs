namespace SparseAutoencoders.Plots.Tests;

public class PenaltyCurveTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.05)]
    [InlineData(0.123456789)]
    [InlineData(1e-7)]
    [InlineData(1 - 1e-9)]
    public void Points_have_their_only_minimum_at_rho_with_value_zero(double rho)
    {
        var points = PenaltyCurve.Points(rho, Samples.Penalty(rho));
        Assert.Equal((rho, 0.0), points.MinBy(point => point.Penalty));
        Assert.Single(points, point => point.Penalty == 0);
        Assert.All(points, point => Assert.InRange(point.MeanActivation, double.Epsilon, 1 - 1e-16));
        Assert.True(points.Zip(points.Skip(1)).All(pair => pair.First.MeanActivation < pair.Second.MeanActivation));
        Assert.True(points.Count > 900);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    public void Minimum_is_marked_where_rho_is_on_the_axis(double rho)
    {
        var pixels = new Pixels(PenaltyCurve.Draw(rho, Samples.Penalty(rho)));
        var columns = Enumerable.Range(0, pixels.Width).Select(x => Enumerable.Range(700, 200).Count(y => Orange(pixels[x, y]))).ToArray();
        var lowest = Enumerable.Range(0, pixels.Height).Last(y => Enumerable.Range(0, pixels.Width).Any(x => Orange(pixels[x, y])));
        var marked = Enumerable.Range(0, pixels.Width).Where(x => Orange(pixels[x, lowest - 10])).Average();

        // The data area runs from the left margin and axis to the right margin, -0.012 to 1.012.
        const double Left = 2 * (28 + 56), Right = 1600 - 2 * (28 + 10);
        Assert.Equal(rho, -0.012 + 1.024 * (marked - Left) / (Right - Left), 0.003);
        Assert.Contains(columns, count => count > 20);

        static bool Orange((byte Red, byte Green, byte Blue) pixel) => pixel is { Red: > 190, Green: > 70 and < 140, Blue: < 60 };
    }

    [Fact]
    public void Units_bring_a_second_panel()
    {
        var without = PenaltyCurve.Draw(0.05, Samples.Penalty(0.05));
        var with = PenaltyCurve.Draw(0.05, Samples.Penalty(0.05), [0.04, 0.05, 0.06]);
        Assert.True(with.Height > without.Height + 200);
        Assert.Contains("the 3 hidden units", with.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_units_are_drawn_in_as_little_as_hundreds()
    {
        var random = new Random(3);
        double[] units = [.. Enumerable.Range(0, 8192).Select(_ => 0.05 * Math.Exp(random.NextDouble() - 0.5)), 0.3];
        var (whole, near) = PenaltyCurve.Cards(0.05, Samples.Penalty(0.05), units);
        var (fewWhole, fewNear) = PenaltyCurve.Cards(0.05, Samples.Penalty(0.05), units[^513..]);
        Assert.InRange(whole.ToSvg().Length, 0, 1.5 * fewWhole.ToSvg().Length);
        Assert.InRange(near.ToSvg().Length, 0, 1.5 * fewNear.ToSvg().Length);
    }

    [Fact]
    public void Units_that_all_hold_rho_are_drawn() =>
        Assert.NotEmpty(PenaltyCurve.Draw(0.05, Samples.Penalty(0.05), [0.05, 0.05]).ToPng());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Draw_refuses_a_rho_outside_0_and_1(double rho) =>
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Draw(rho, Samples.Penalty(0.5)));

    [Fact]
    public void Draw_refuses_the_penalty_of_another_rho_and_impossible_units()
    {
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Points(0.2, Samples.Penalty(0.3)));
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Draw(0.2, Samples.Penalty(0.2), []));
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Draw(0.2, Samples.Penalty(0.2), [double.NaN]));
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Draw(0.2, Samples.Penalty(0.2), [1.5]));
        Assert.Throws<ArgumentException>(() => PenaltyCurve.Draw(0.2, q => q == 0.2 ? 0 : double.NaN));
    }
}

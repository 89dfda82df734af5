using CsCheck;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class LineSearchTests
{
    private const double SufficientDecrease = 1e-4, Curvature = 0.9;

    // First steps up to a million times too long or too short: the 25 tries, halving or trebling, reach that far.
    [Fact]
    public void TryFind_any_first_step_on_a_parabola_meets_the_Wolfe_conditions() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-6, 6]).ForAll(2_000, drawn =>
        {
            var (minimum, first) = (Math.Pow(10, drawn.Item1), Math.Pow(10, drawn.Item1 + drawn.Item2));
            Meets(s => (s - minimum) * (s - minimum), s => 2 * (s - minimum), first);
        });

    [Theory, InlineData(1e-4), InlineData(0.1), InlineData(1), InlineData(30)]
    public void TryFind_on_functions_with_several_minima_meets_the_Wolfe_conditions(double first)
    {
        Meets(s => Math.Cos(s * 3) - s / 2, s => -3 * Math.Sin(s * 3) - 0.5, first);
        Meets(s => -s / (s * s + 2), s => (s * s - 2) / ((s * s + 2) * (s * s + 2)), first);                    // Moré and Thuente's first
        Meets(s => Math.Pow(s + 0.004, 5) - 2 * Math.Pow(s + 0.004, 4), s => 5 * Math.Pow(s + 0.004, 4) - 8 * Math.Pow(s + 0.004, 3), first);
    }

    [Theory, InlineData(double.PositiveInfinity), InlineData(double.NaN)]
    public void TryFind_where_far_steps_have_no_value_stays_where_there_is_one(double beyond)
    {
        var start = new LinePoint(0, 1, -2);
        Assert.True(LineSearch.TryFind(start, 100, At, out var found));
        Assert.InRange(found.Step, 1e-9, 2);
        Assert.True(found.Value < start.Value);

        LinePoint At(double s) => s > 2 ? new LinePoint(s, beyond, beyond) : new LinePoint(s, (s - 1) * (s - 1), 2 * (s - 1));
    }

    [Fact]
    public void TryFind_found_point_is_the_last_one_worked_out()
    {
        foreach (var first in new[] { 1e-5, 0.3, 1, 7, 1e5 })
        {
            var last = 0.0;
            Assert.True(LineSearch.TryFind(new LinePoint(0, 1, -2), first, At, out var found));
            Assert.Equal(last, found.Step);

            LinePoint At(double s)
            {
                last = s;
                return new LinePoint(s, (s - 1) * (s - 1), 2 * (s - 1));
            }
        }
    }

    [Fact]
    public void TryFind_where_nothing_improves_says_so() =>
        Assert.False(LineSearch.TryFind(new LinePoint(0, 0, -1), 1, s => new LinePoint(s, s, 1), out _));

    [Fact]
    public void TryFind_without_end_stops_after_some_tries()
    {
        var tries = 0;
        Assert.True(LineSearch.TryFind(new LinePoint(0, 0, -1), 1, At, out var found));
        Assert.InRange(tries, 1, 100);
        Assert.True(found.Value < 0);

        LinePoint At(double s)
        {
            tries++;
            return new LinePoint(s, -s, -1);
        }
    }

    private static void Meets(Func<double, double> value, Func<double, double> slope, double first)
    {
        var start = new LinePoint(0, value(0), slope(0));
        Assert.True(start.Slope < 0);
        Assert.True(LineSearch.TryFind(start, first, s => new LinePoint(s, value(s), slope(s)), out var found));
        Assert.True(found.Step > 0);
        Assert.True(found.Value <= start.Value + SufficientDecrease * found.Step * start.Slope, $"first {first}: {found}");
        Assert.True(Math.Abs(found.Slope) <= Curvature * Math.Abs(start.Slope), $"first {first}: {found}");
    }
}

namespace SparseAutoencoders.Plots.Tests;

public class TicksTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.05, "0.05")]
    [InlineData(12.3456, "12.35")]
    [InlineData(-12, "−12")]
    [InlineData(123456, "123456")]
    [InlineData(2.5e-6, "2.5×10⁻⁶")]
    [InlineData(3e12, "3×10¹²")]
    public void Short_numbers_read_well(double value, string expected) => Assert.Equal(expected, Ticks.Short(value));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1e-9, "<0.01 %")]
    [InlineData(0.0123, "1.2 %")]
    [InlineData(0.8314, "83.1 %")]
    [InlineData(0.99999, ">99.9 %")]
    [InlineData(1, "100 %")]
    public void Shares_are_never_said_to_be_nothing_or_all_when_they_are_not(double share, string expected) =>
        Assert.Equal(expected, Ticks.Percent(share));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 17)]
    [InlineData(0.0499999, 0.0500001)]
    [InlineData(0, 2e-10)]
    public void Linear_labels_are_inside_and_tell_their_places_apart(double min, double max)
    {
        var ticks = Ticks.Linear(min, max);
        Assert.InRange(ticks.Marks.Count, 3, 12);
        Assert.Equal(ticks.Marks.Count, ticks.Marks.Select(mark => mark.Label).Distinct().Count());
        Assert.All(ticks.Marks, mark => Assert.InRange(mark.Position, min - 1e-9 * (max - min), max + 1e-9 * (max - min)));
    }

    [Fact]
    public void Logarithmic_marks_are_powers_of_ten_over_many_decades() =>
        Assert.Equal([-3, -2, -1, 0], Ticks.Logarithmic(0.001, 1, Ticks.Short).Marks.Select(mark => Math.Round(mark.Position, 12)));
}

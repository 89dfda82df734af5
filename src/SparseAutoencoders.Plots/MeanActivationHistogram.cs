using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>The mean activations ρ̂ of all hidden units, beside the ρ that was asked for.</summary>
public static class MeanActivationHistogram
{
    /// <summary>Draws how many units have which mean activation.</summary>
    /// <param name="meanActivations">One for each unit, each in [0, 1].</param>
    /// <param name="rho">Mean activation asked for, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no unit, a mean is not in [0, 1], or <paramref name="rho"/> not in (0, 1).</exception>
    public static Picture Draw(IReadOnlyList<double> meanActivations, double rho)
    {
        var panel = Panel(meanActivations, rho, marks: 7);
        return new Page("Is the asked sparsity reached?",
            $"{meanActivations.Count} hidden unit{(meanActivations.Count == 1 ? "" : "s")}: ρ̂ is {Ticks.Short(meanActivations.Average())} on average, "
            + $"from {Ticks.Short(meanActivations.Min())} to {Ticks.Short(meanActivations.Max())}.").With(panel);
    }

    /// <summary>The same as a <see cref="Plots.Card"/>.</summary>
    internal static Picture Card(IReadOnlyList<double> meanActivations, double rho) =>
        Plots.Card.Draw(Panel(meanActivations, rho, Plots.Card.Marks) with { Height = 250 });

    private static Panel Panel(IReadOnlyList<double> meanActivations, double rho, int marks)
    {
        Require.MeanActivations(meanActivations);
        Require.Rho(rho);
        var (least, most) = (meanActivations.Min(), meanActivations.Max());

        // Never finer than a thousandth of rho: then all units stand in one column, and that is what there is to see.
        var width = Ticks.Step(Math.Max((Math.Max(most, rho) - Math.Min(least, rho)) / 36, rho * 1e-3));
        var counts = meanActivations.CountBy(Bin).ToDictionary();
        var (first, last) = (Math.Min(0, Bin(least)), Math.Max(0, Bin(most)));
        var space = Math.Max(1, (11 - (last - first)) / 2.0);
        var highest = counts.Values.Max();

        var (left, right) = (Math.Max(rho + (first - space) * width, -0.5 * width), Math.Min(rho + (last + space) * width, 1 + 0.5 * width));
        var plot = Style.Chart(Ticks.Linear(left, right, marks), Ticks.Linear(0, highest * 1.2, 5, whole: true));
        plot.Add.Bars(counts.OrderBy(entry => entry.Key).Select(entry => new Bar
        {
            Position = rho + entry.Key * width,
            Size = 0.9 * width,
            Value = entry.Value,
            FillColor = Style.Blue,
            LineWidth = 0,
        }).ToArray());
        var line = plot.Add.VerticalLine(rho);
        (line.LineWidth, line.Color) = (2, Style.Orange);

        var before = -first > last;
        return new Panel(plot, 380, "Number of hidden units", "mean activation ρ̂ of a unit, over all rows")
        {
            Notes = [new Note(rho, highest * 1.2, $"asked for: ρ = {Ticks.Short(rho)}", Style.Orange)
            {
                Bold = true, Right = before ? -8 : 8, Down = 14, Align = before ? SKTextAlign.Right : SKTextAlign.Left,
            }],
        };
        // Columns are centred on rho, so that units which hold it stand in one.
        long Bin(double mean) => (long)Math.Round((mean - rho) / width);
    }
}

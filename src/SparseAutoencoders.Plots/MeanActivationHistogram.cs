using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>The mean activations of all hidden units, beside the one that was asked for, if one was.</summary>
public static class MeanActivationHistogram
{
    /// <summary>Draws how many units have which mean activation.</summary>
    /// <param name="meanActivations">One for each unit; in [0, 1] where one is asked for.</param>
    /// <param name="asked">Mean activation asked for, in (0, 1); null where none was.</param>
    /// <exception cref="ArgumentException">There is no unit, a mean is not finite or, where one is asked for, not in [0, 1], or <paramref name="asked"/> not in (0, 1).</exception>
    public static Picture Draw(IReadOnlyList<double> meanActivations, double? asked)
    {
        var panel = Panel(meanActivations, asked, marks: 7);
        return new Page(asked is null ? "How active are the hidden units?" : "Is the asked sparsity reached?",
            $"{meanActivations.Count} hidden unit{(meanActivations.Count == 1 ? "" : "s")}: {(asked is null ? "the mean activation" : "ρ̂")} is {Ticks.Short(meanActivations.Average())} on average, "
            + $"from {Ticks.Short(meanActivations.Min())} to {Ticks.Short(meanActivations.Max())}.").With(panel);
    }

    /// <summary>The same as a <see cref="Plots.Card"/>.</summary>
    internal static Picture Card(IReadOnlyList<double> meanActivations, double? asked) =>
        Plots.Card.Draw(Panel(meanActivations, asked, Plots.Card.Marks) with { Height = 250 });

    private static Panel Panel(IReadOnlyList<double> meanActivations, double? asked, int marks)
    {
        if (asked is { } rho)
        {
            Require.MeanActivations(meanActivations);
            Require.Rho(rho);
        }
        else Require.AnyMeanActivations(meanActivations);
        var (least, most) = (meanActivations.Min(), meanActivations.Max());

        // Columns are centred on what was asked for, so that units which hold it stand in one. Never finer than a thousandth of it: then all units stand in one
        // column, and that is what there is to see.
        var centre = asked ?? meanActivations.Average();
        var finest = centre == 0 ? 1e-3 : Math.Abs(centre) * 1e-3;
        var width = Ticks.Step(Math.Max((Math.Max(most, centre) - Math.Min(least, centre)) / 36, finest));
        var counts = meanActivations.CountBy(Bin).ToDictionary();
        var (first, last) = (Math.Min(0, Bin(least)), Math.Max(0, Bin(most)));
        var space = Math.Max(1, (11 - (last - first)) / 2.0);
        var highest = counts.Values.Max();

        // No further than codes go: below 0 only where there are such, and to 1 where they are shares.
        var left = Math.Max(centre + (first - space) * width, least < 0 ? double.NegativeInfinity : -0.5 * width);
        var right = Math.Min(centre + (last + space) * width, asked is null ? double.PositiveInfinity : 1 + 0.5 * width);
        var plot = Style.Chart(Ticks.Linear(left, right, marks), Ticks.Linear(0, highest * 1.2, 5, whole: true));
        plot.Add.Bars(counts.OrderBy(entry => entry.Key).Select(entry => new Bar
        {
            Position = centre + entry.Key * width,
            Size = 0.9 * width,
            Value = entry.Value,
            FillColor = Style.Blue,
            LineWidth = 0,
        }).ToArray());
        var panel = new Panel(plot, 380, "Number of hidden units", asked is null ? "mean activation of a unit, over all rows" : "mean activation ρ̂ of a unit, over all rows");
        if (asked is null) return panel;

        var line = plot.Add.VerticalLine(centre);
        (line.LineWidth, line.Color) = (2, Style.Orange);
        var before = -first > last;
        return panel with
        {
            Notes = [new Note(centre, highest * 1.2, $"asked for: ρ = {Ticks.Short(centre)}", Style.Orange)
            {
                Bold = true, Right = before ? -8 : 8, Down = 14, Align = before ? SKTextAlign.Right : SKTextAlign.Left,
            }],
        };

        long Bin(double mean) => (long)Math.Round((mean - centre) / width);
    }
}

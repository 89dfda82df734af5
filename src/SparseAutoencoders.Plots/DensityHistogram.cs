using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>How often each hidden unit is active, on a logarithmic scale, beside what L0 asked means for each; units that never are stand apart.</summary>
public static class DensityHistogram
{
    /// <summary>Draws how many units have which density.</summary>
    /// <param name="densities">Share of the rows on which each unit is active, in [0, 1].</param>
    /// <param name="asked">Mean density asked for: L0 by the number of units, in (0, 1]; null where none was.</param>
    /// <exception cref="ArgumentException">There is no unit, a density is not in [0, 1], or <paramref name="asked"/> not in (0, 1].</exception>
    public static Picture Draw(IReadOnlyList<double> densities, double? asked)
    {
        var panel = Panel(densities, asked, marks: 8);
        return new Page("How often are the hidden units active?", Words(densities),
            [
                new Key(KeyShape.Box, Style.Blue, "hidden units"),
                .. densities.Any(density => density == 0) ? [new Key(KeyShape.Box, Style.Grey, "active on no row")] : Array.Empty<Key>(),
                .. asked is null ? Array.Empty<Key>() : [new Key(KeyShape.Line, Style.Orange, "L0 asked for, by the number of units")],
            ]).With(panel);
    }

    /// <summary>Draws a model's units beside the density that the L0 asked for means.</summary>
    /// <param name="evaluation">The model's figures.</param>
    /// <exception cref="ArgumentException">As for the other <c>Draw</c>.</exception>
    public static Picture Draw(Evaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return Draw(evaluation.Densities, Asked(evaluation));
    }

    /// <summary>The same as a <see cref="Plots.Card"/>.</summary>
    internal static Picture Card(Evaluation evaluation) => Plots.Card.Draw(Panel(evaluation.Densities, Asked(evaluation), Plots.Card.Marks) with { Height = 250 });

    /// <summary>The mean density that the L0 asked for means; null where none was.</summary>
    internal static double? Asked(Evaluation evaluation) => evaluation.Sparsity.Asked.FirstOrDefault(asked => asked.Key == "l0_asked")?.Value / evaluation.HiddenUnits;

    /// <summary>What there is to be seen.</summary>
    internal static string Words(IReadOnlyList<double> densities)
    {
        var dead = densities.Count(density => density == 0);
        return $"{densities.Count} hidden unit{(densities.Count == 1 ? "" : "s")}, active on {Figure.Percent(densities.Average())} of the rows on average, the most active one on {Figure.Percent(densities.Max())}"
            + (dead == 0 ? "." : $"; {dead} on none.");
    }

    private static Panel Panel(IReadOnlyList<double> densities, double? asked, int marks)
    {
        Require.Finite(densities, "densities");
        foreach (var density in densities.Append(asked ?? 1))
        {
            if (density is not (>= 0 and <= 1)) throw new ArgumentException($"densities: {density} is not in [0, 1]. Give the share of the rows on which each unit is active.");
        }
        if (asked is 0) throw new ArgumentException("densities: 0 was asked for. Ask for more than 0, or give null.");

        // Whole powers of ten around all there is; bins as fine as a column can be seen.
        var alive = densities.Where(density => density > 0).ToArray();
        var shown = asked is { } also ? alive.Append(also) : alive;
        var low = (int)Math.Floor(Math.Log10(shown.DefaultIfEmpty(0.1).Min()) + 1e-9);
        var high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(shown.DefaultIfEmpty(1).Max()) - 1e-9));
        var each = high - low > 4 ? 6 : high - low > 2 ? 10 : 16;
        var counts = alive.CountBy(density => Math.Clamp((int)Math.Floor((Math.Log10(density) - low) * each), 0, (high - low) * each - 1)).ToDictionary();
        var dead = densities.Count - alive.Length;
        var gap = (marks > Plots.Card.Marks ? 0.085 : 0.11) * (high - low);
        var highest = Math.Max(counts.Values.DefaultIfEmpty().Max(), dead);
        var marked = Ticks.Logarithmic(Math.Pow(10, low), Math.Pow(10, high), share => $"{Ticks.Short(Math.Round(share * 100, 10))} %");
        if (marked.Marks.Count > marks + 2) marked = marked with { Marks = [.. marked.Marks.Where(mark => Math.Abs(mark.Position - Math.Round(mark.Position)) < 1e-9)] };
        var horizontal = dead == 0 ? marked with { Min = low - 0.02 * (high - low) } : marked with { Min = low - 2 * gap, Marks = [(low - gap, marks > Plots.Card.Marks ? "never" : "0"), .. marked.Marks] };
        var plot = Style.Chart(horizontal with { Max = high + 0.02 * (high - low) }, Ticks.Linear(0, highest * 1.2, 5, whole: true));
        plot.Add.Bars(counts.OrderBy(entry => entry.Key).Select(entry => Column(low + (entry.Key + 0.5) / each, 0.9 / each, entry.Value, Style.Blue)).ToArray());
        if (dead > 0)
        {
            plot.Add.Bars((Bar[])[Column(low - gap, 0.9 * gap, dead, Style.Grey)]);
            var line = plot.Add.VerticalLine(low - 0.3 * gap);
            (line.LineWidth, line.Color, line.LinePattern) = (1, Style.Grey, LinePattern.Dotted);
        }
        var panel = new Panel(plot, 380, "Number of hidden units", "share of the rows on which a unit is active (logarithmic scale)");
        if (asked is not { } goal) return panel;

        var place = Math.Log10(goal);
        var stem = plot.Add.VerticalLine(place);
        (stem.LineWidth, stem.Color) = (2, Style.Orange);
        var before = place > (low + high) / 2.0;
        return panel with
        {
            Notes = [new Note(place, highest * 1.2, $"asked for: {Figure.Percent(goal)}", Style.Orange)
            {
                Bold = true, Right = before ? -8 : 8, Down = 14, Align = before ? SKTextAlign.Right : SKTextAlign.Left,
            }],
        };
    }

    private static Bar Column(double position, double size, int count, Color color) => new() { Position = position, Size = size, Value = count, FillColor = color, LineWidth = 0 };
}

using ScottPlot;

namespace SparseAutoencoders.Plots;

/// <summary>One unit's activations without its zeros.</summary>
internal static class CodeHistogram
{
    /// <summary>Draws it as a <see cref="Plots.Card"/>.</summary>
    /// <param name="counts">Rows in equal bins over (0, <paramref name="reach"/>]; empty ones at the end are not drawn.</param>
    /// <param name="reach">Where the last bin ends, above 0.</param>
    public static Picture Card(IReadOnlyList<long> counts, double reach)
    {
        var (bins, width) = (counts.Count - counts.Reverse().TakeWhile(count => count == 0).Count(), reach / counts.Count);
        if (bins == 0 || !(reach > 0)) throw new ArgumentException("code histogram: it counts no activation. Give those of a unit that is active.");
        var plot = Style.Chart(Ticks.Linear(0, bins * width, Plots.Card.Marks), Ticks.Linear(0, 1.1 * counts.Max(), 4, whole: true));
        plot.Add.Bars(Enumerable.Range(0, bins).Where(bin => counts[bin] > 0).Select(bin => new Bar
        {
            Position = (bin + 0.5) * width,
            Size = 0.86 * width,
            Value = counts[bin],
            FillColor = Style.Blue,
            LineWidth = 0,
        }).ToArray());
        return Plots.Card.Draw(new Panel(plot, 250, "Number of rows", "activation, where it is not 0"));
    }
}

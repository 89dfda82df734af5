using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Where activations are between 0 and 1, on a logarithmic scale so that the few near 1 show beside the many near 0.</summary>
public static class ActivationHistogram
{
    /// <summary>Draws the histogram, and says what share is below 0.1, between, and above 0.9.</summary>
    /// <param name="counts">Activations in equal bins over [0, 1]; a multiple of ten bins, so that 0.1 and 0.9 are edges.</param>
    /// <exception cref="ArgumentException">No multiple of ten bins, a negative count, or no activation at all.</exception>
    public static Picture Draw(IReadOnlyList<long> counts)
    {
        var panel = Panel(counts, marks: 10);
        var (low, between, high) = Shares(counts);
        return new Page("Activations: close to 0 or close to 1?",
            $"Of all activations, {Ticks.Percent(low)} are below 0.1, {Ticks.Percent(high)} are 0.9 or above, and {Ticks.Percent(between)} are between.",
            new Key(KeyShape.Box, Style.Blue, "below 0.1: the unit is silent"),
            new Key(KeyShape.Box, Style.Grey, "between"),
            new Key(KeyShape.Box, Style.Orange, "from 0.9: the unit speaks")).With(panel);
    }

    /// <summary>The same as a <see cref="Plots.Card"/>.</summary>
    internal static Picture Card(IReadOnlyList<long> counts) =>
        Plots.Card.Draw(Panel(counts, Plots.Card.Marks) with { Height = 250, Caption = "share of activations (logarithmic scale)" });

    /// <summary>The shares below 0.1, between, and from 0.9 on.</summary>
    internal static (double Low, double Between, double High) Shares(IReadOnlyList<long> counts)
    {
        var (total, tenth) = (counts.Sum(count => (double)count), counts.Count / 10);
        var (low, high) = (counts.Take(tenth).Sum(count => (double)count), counts.Skip(9 * tenth).Sum(count => (double)count));
        return (low / total, counts.Skip(tenth).Take(8 * tenth).Sum(count => (double)count) / total, high / total);
    }

    private static Panel Panel(IReadOnlyList<long> counts, int marks)
    {
        if (counts.Count == 0 || counts.Count % 10 != 0)
            throw new ArgumentException($"activation histogram: it has {counts.Count} bins. Give 10, 20, 50 or another multiple of ten.");
        if (counts.Any(count => count < 0))
            throw new ArgumentException("activation histogram: a count is negative. Give how many activations are in each bin.");
        var total = counts.Sum(count => (double)count);
        if (total == 0)
            throw new ArgumentException("activation histogram: it counts no activation. Evaluate the model on at least one row.");

        var shares = counts.Select(count => count / total).ToArray();
        var tenth = shares.Length / 10;
        var (low, between, high) = Shares(counts);

        // The axis begins at a power of ten below the smallest share that is not 0; above 100 % there is an eighth of it for text.
        var least = Math.Pow(10, Math.Floor(Math.Log10(shares.Where(share => share > 0).Min()) - 0.1));
        var vertical = Ticks.Logarithmic(least, Math.Pow(least, -0.12), share => share > 1 ? "" : $"{Ticks.Short(share * 100)} %");
        var plot = Style.Chart(Ticks.Linear(0, 1, marks), vertical);
        plot.Add.Bars(shares.Select((share, bin) => (share, bin)).Where(entry => entry.share > 0).Select(entry => Column(entry.bin)).ToArray());
        Edge(plot, 0.1);
        Edge(plot, 0.9);

        return new Panel(plot, 400, $"Share of all activations in each of {shares.Length} equal bins (logarithmic scale)",
            "activation h of a hidden unit for a row")
        {
            Left = 66,
            Notes =
            [
                Say(0.05, Ticks.Percent(low), Style.Blue),
                Say(0.5, Ticks.Percent(between), Style.SoftInk),
                Say(0.95, Ticks.Percent(high), Style.Orange),
            ],
        };
        Note Say(double x, string text, Color color) =>
            new(x, vertical.Max, text, color) { Bold = true, Down = 14, Align = SKTextAlign.Center };

        Bar Column(int bin) => new()
        {
            Position = (bin + 0.5) / shares.Length,
            Size = 0.86 / shares.Length,
            ValueBase = vertical.Min,
            Value = Math.Log10(shares[bin]),
            FillColor = bin < tenth ? Style.Blue : bin >= shares.Length - tenth ? Style.Orange : Style.Grey,
            LineWidth = 0,
        };
    }

    private static void Edge(Plot plot, double x)
    {
        var line = plot.Add.VerticalLine(x);
        (line.LineWidth, line.Color, line.LinePattern) = (1, Style.Grey, LinePattern.Dotted);
    }
}

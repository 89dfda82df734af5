using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Rows of a table as small charts with one scale: x and x̂ over the inputs.</summary>
internal static class RowCharts
{
    private const int Across = 4;
    private const float ChartHeight = 132, CardHeight = 230;

    public static Picture Draw(Matrix<double> inputs, Matrix<double> reconstructions, IReadOnlyList<int>? numbers, bool scaled)
    {
        double[] all = [.. inputs.All, .. reconstructions.All];
        var (low, high) = (all.Min(), all.Max());
        var space = Math.Max(0.06 * (high - low), 1e-6 * Math.Max(1, Math.Abs(high)));
        var page = new Page("Rows and their reconstructions", $"One chart a row: its inputs from left to right, and what the network makes of them. All have one scale{(scaled ? ", each input as the network sees it" : "")}.",
            new Key(KeyShape.Line, Style.Grey, "input x"), new Key(KeyShape.Line, Style.Orange, "reconstruction x̂"));
        var lines = (inputs.Rows + Across - 1) / Across;
        const float Width = (Style.Width - 2 * Style.Margin) / Across;
        return new Picture(new SKSize(Style.Width, page.Height + lines * ChartHeight + 10 + Style.Margin), Style.Density, canvas =>
        {
            page.Draw(canvas);
            for (var r = 0; r < inputs.Rows; r++)
            {
                var plot = Style.Chart(Ticks.Linear(-0.5, inputs.Columns - 0.5, 3, whole: true), Ticks.Linear(low - space, high + space, 3));
                Add(plot, inputs.Row(r), Style.Grey, 3);
                Add(plot, reconstructions.Row(r), Style.Orange, 1.8f);
                var panel = new Panel(plot, ChartHeight, $"row {numbers?[r] ?? r}", null) { Left = 34 };
                panel.Draw(canvas, SKRect.Create(Style.Margin + r % Across * Width, page.Height + r / Across * ChartHeight, Width, ChartHeight));
            }

            var below = new SKPoint(Style.Width / 2, page.Height + lines * ChartHeight + 12);
            Lettering.Draw(canvas, "input, counted from 0 as rows are", below, Style.TextSize, Style.Ink.Skia(), align: SKTextAlign.Center);
        });
    }

    /// <summary>One row and what the network makes of it, as a <see cref="Plots.Card"/>.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">x̂.</param>
    /// <param name="names">What the inputs are called: written below them where there is room.</param>
    /// <param name="inSpreads">The numbers are standard deviations from each input's mean.</param>
    public static Picture Card(ReadOnlySpan<double> input, ReadOnlySpan<double> output, IReadOnlyList<string> names, bool inSpreads)
    {
        var (low, high) = Range(input, output);
        var room = (Plots.Card.Place(CardHeight).Width - Panel.UsualLeft - Panel.UsualRight) / input.Length;
        var named = names.All(name => Lettering.Width(name, Style.TickSize) < room - 6);
        var horizontal = named ? new Ticks(-0.5, input.Length - 0.5, [.. names.Select((name, j) => ((double)j, name))]) : Ticks.Linear(-0.5, input.Length - 0.5, Plots.Card.Marks, whole: true);
        var plot = Style.Chart(horizontal, Ticks.Linear(low, high, 4));
        Add(plot, input, Style.Grey, 3);
        Add(plot, output, Style.Orange, 1.8f);
        return Plots.Card.Draw(new Panel(plot, CardHeight, $"x grey, x̂ orange{(inSpreads ? ", in standard deviations" : "")}", named ? "input" : "input, counted from 0"));
    }

    /// <summary>Where the data of such a card are, for whoever draws another line over them: left, top, right and bottom edge, and the numbers at bottom and top.
    /// From left to right are -0.5 to inputs - 0.5.</summary>
    public static double[] Frame(ReadOnlySpan<double> input, ReadOnlySpan<double> output)
    {
        var place = Panel.Data(Plots.Card.Place(CardHeight), Panel.UsualLeft, Panel.UsualRight, isNamed: true);
        var (low, high) = Range(input, output);
        return [place.Left, place.Top, place.Right, place.Bottom, low, high];
    }

    private static (double Low, double High) Range(ReadOnlySpan<double> input, ReadOnlySpan<double> output)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var x in (double[])[.. input, .. output]) (low, high) = (Math.Min(low, x), Math.Max(high, x));
        var space = Math.Max(0.06 * (high - low), 1e-6 * Math.Max(1, Math.Abs(high)));
        return (low - space, high + space);
    }

    private static void Add(Plot plot, ReadOnlySpan<double> row, Color color, float width)
    {
        var line = plot.Add.Scatter(Enumerable.Range(0, row.Length).Select(j => (double)j).ToArray(), row.ToArray());
        (line.LineWidth, line.Color, line.MarkerSize) = (width, color, row.Length <= 12 ? 5 : 0);
    }
}

using SkiaSharp;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>L against the worst unit's deviation, a line of two charts for each ρ: training rows, test rows.</summary>
internal static class FrontierPicture
{
    private const float ChartHeight = 190;

    /// <summary>Deviations are drawn from here on: below it lies nothing but rounding.</summary>
    private const double Least = 1e-7;

    public static Picture Draw(IReadOnlyList<FrontierRow> rows, string scenario)
    {
        var groups = FrontierText.Groups(rows).Where(group => group.Scenario == scenario).OrderBy(group => group.Rho).ToList();
        var page = new Page("What sparsity costs: reconstruction loss against how far the worst unit is from ρ",
            "Each dot is one training. Left: on the rows that were trained on. Right: on rows that were not. Lower is a better reconstruction, farther left is nearer to ρ.",
            new Key(KeyShape.Dot, Style.Orange, "penalty, over β and learning rates"), new Key(KeyShape.Dot, Style.Blue, "ρ held, over learning rates"));
        const float Width = (Style.Width - 2 * Style.Margin) / 2;
        var height = page.Height + groups.Count * ChartHeight + Style.Margin;
        return new Picture(new SKSize(Style.Width, height), Style.Density, canvas =>
        {
            page.Draw(canvas);
            for (var g = 0; g < groups.Count; g++)
            {
                var (_, rho, trainings) = groups[g];
                var top = trainings.Max(row => Math.Max(row.Training.Loss, row.Test.Loss));
                for (var column = 0; column < 2; column++)
                {
                    var panel = Chart(rho, trainings, column == 0, top, last: g == groups.Count - 1);
                    panel.Draw(canvas, SKRect.Create(Style.Margin + column * Width, page.Height + g * ChartHeight, Width, ChartHeight));
                }
            }
        });
    }

    private static Panel Chart(double rho, IReadOnlyList<FrontierRow> rows, bool training, double top, bool last)
    {
        var plot = Style.Chart(Ticks.Logarithmic(Least, 20, Percent), Ticks.Linear(0, 1.06 * top, 4));
        foreach (var (held, color) in new[] { (false, Style.Orange), (true, Style.Blue) })
        {
            var standings = rows.Where(row => row.Trial.Held == held).Select(row => training ? row.Training : row.Test).ToArray();
            if (standings.Length == 0) continue;
            var dots = plot.Add.Markers(standings.Select(one => Math.Log10(Math.Max(Least, one.DeviationMax))).ToArray(), standings.Select(one => one.Loss).ToArray());
            (dots.MarkerSize, dots.Color) = (7, color.WithAlpha(0.6));
        }
        return new Panel(plot, ChartHeight, $"L, ρ = {Ticks.Short(rho)}, {(training ? "training" : "test")} rows", last ? "|ρ̂ − ρ| / ρ of the worst unit, logarithmic scale" : null) { Left = 34 };
    }

    private static string Percent(double share) => $"{Ticks.Short(share * 100)} %";
}

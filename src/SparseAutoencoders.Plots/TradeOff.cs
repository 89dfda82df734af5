using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>What is given up for what: how well the models of a <see cref="Sweep"/> rebuild rows, against how sparse they are.</summary>
public static class TradeOff
{
    private const int MostPanels = 3, MostLabels = 60;
    private const double Decades = 20;                           // above this ratio of largest to smallest, a scale is logarithmic

    // What is traded against the loss, and whether more of it is better.
    private static readonly (string Key, bool More)[] Sides = [("l0", false), ("contrast", true), ("rho_deviation_mean", false), ("lifetime_sparseness", true)];

    /// <summary>The figures that the loss is drawn against: those of L0, contrast, deviation from ρ and lifetime sparseness that all models have and that differ, three at most.</summary>
    public static IReadOnlyList<Metric> Figures(IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var judged = runs.Where(run => run.Judged is not null).Select(run => run.Judged!).ToList();
        var common = Sides.Select(side => judged.Count > 0 && judged.All(one => Find(one, side.Key) is not null) ? Find(judged[0], side.Key) : null).OfType<Metric>().ToList();
        var differing = common.Where(metric => judged.Any(one => one[metric.Key] != judged[0][metric.Key])).ToList();
        return [.. (differing.Count > 0 ? differing : common).Take(MostPanels)];
    }

    /// <summary>Draws every run that has a model as a dot, a chart a figure. Held-out rows are drawn where there are such.</summary>
    /// <exception cref="ArgumentException">No run has a model.</exception>
    public static Picture Draw(IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var (judged, best) = (runs.Where(run => run.Judged is not null).ToList(), Sweep.Best(runs));
        if (best is null) throw new ArgumentException("runs: none has a model to draw. See the error of each.", nameof(runs));
        // L of another loss or scale is in another unit.
        var comparable = judged.DistinctBy(run => (run.Options.Loss, run.Options.Scaling, run.Options.Impute)).Count() == 1;
        var vertical = Find(judged[0].Judged!, comparable ? "loss_reconstruction" : "explained_variance")!;
        var where = judged.All(run => run.HeldOut is not null) ? "rows held out of training" : judged.All(run => run.HeldOut is null) ? "the training rows" : "rows held out, where there are such";
        var labels = judged[0].Varied.Count == 0 ? "" : $" Beside a dot: {string.Join(", ", judged.SelectMany(run => run.Varied).Select(pair => pair.Key).Distinct())}.";
        var panels = Figures(runs).Select(metric => Draw(judged, best, metric, Sides.First(side => side.Key == metric.Key).More, vertical, !comparable)).ToList();
        return new Page("What is traded for what", $"A dot a model, {judged.Count} of them; the figures are those of {where}. A model on the line is not beaten in both figures by any other.{labels}",
            new Key(KeyShape.Dot, Style.Blue, "not beaten"), new Key(KeyShape.Dot, Style.Grey, "beaten in both"), new Key(KeyShape.Dot, Style.Orange, $"highest explained variance{(best.Findings.Count == 0 ? ", nothing amiss" : "")}")).With(panels);
    }

    /// <summary>Which of some points no other is at least as good as in both, and better in one; less is better.</summary>
    internal static bool[] Front(IReadOnlyList<(double X, double Y)> points) =>
        [.. points.Select(point => !points.Any(other => other.X <= point.X && other.Y <= point.Y && other != point))];

    private static Panel Draw(IReadOnlyList<SweepRun> runs, SweepRun best, Metric metric, bool more, Metric vertical, bool higher)
    {
        var (x, y) = (new Axis(runs, metric, marks: 8), new Axis(runs, vertical, marks: 6));
        var front = Front([.. runs.Select((_, i) => (more ? -x.Places[i] : x.Places[i], higher ? -y.Places[i] : y.Places[i]))]);
        var plot = Style.Chart(x.Ticks, y.Ticks);
        var line = Enumerable.Range(0, runs.Count).Where(i => front[i]).OrderBy(i => x.Places[i]).ToArray();
        if (line.Length > 1)
        {
            var path = plot.Add.ScatterLine(line.Select(i => x.Places[i]).ToArray(), line.Select(i => y.Places[i]).ToArray());
            (path.LineWidth, path.Color) = (1.5f, Style.Blue.WithAlpha(0.45));
        }
        Dots(Style.Grey, 8, i => !front[i] && runs[i] != best);
        Dots(Style.Blue, 9, i => front[i] && runs[i] != best);
        Dots(Style.Orange, 12, i => runs[i] == best);
        var panel = new Panel(plot, 300, vertical.Key == "loss_reconstruction" ? "Reconstruction loss L" : "Explained variance", metric.Summary + (x.Logarithmic ? ", logarithmic scale" : "")) { Left = 64, Right = 16 };
        var order = Enumerable.Range(0, runs.Count).OrderBy(i => runs[i] == best ? 0 : front[i] ? 1 : 2);
        return panel with { Notes = Labels(runs, best, order, line, x, y, panel) };

        void Dots(Color color, float size, Func<int, bool> which)
        {
            var chosen = Enumerable.Range(0, runs.Count).Where(which).ToArray();
            if (chosen.Length == 0) return;
            var dots = plot.Add.Markers(chosen.Select(i => x.Places[i]).ToArray(), chosen.Select(i => y.Places[i]).ToArray());
            (dots.MarkerSize, dots.Color) = (size, color);
        }
    }

    /// <summary>A label a dot, as far as there is room for it beside the dot, above or below, off the line.</summary>
    private static List<Note> Labels(IReadOnlyList<SweepRun> runs, SweepRun best, IEnumerable<int> order, int[] line, Axis x, Axis y, Panel panel)
    {
        var data = Panel.Data(SKRect.Create(0, 0, Style.Width - 2 * Style.Margin, panel.Height), panel.Left, panel.Right, isNamed: true);
        SKPoint At(int i) => new(data.Left + data.Width * (float)x.Share(i), data.Bottom - data.Height * (float)y.Share(i));
        var taken = Enumerable.Range(0, runs.Count).Select(i => SKRect.Create(At(i).X - 5, At(i).Y - 5, 10, 10)).ToList();
        foreach (var (from, to) in line.Zip(line.Skip(1), (from, to) => (At(from), At(to))))
        {
            var steps = (int)(SKPoint.Distance(from, to) / 6) + 1;
            taken.AddRange(Enumerable.Range(0, steps + 1).Select(i => from + new SKSize((to.X - from.X) * i / steps, (to.Y - from.Y) * i / steps)).Select(at => SKRect.Create(at.X - 1, at.Y - 1, 2, 2)));
        }
        var notes = new List<Note>();
        foreach (var i in order)
        {
            if (notes.Count == MostLabels) break;
            var text = string.Join(", ", runs[i].Varied.Select(pair => pair.Value));
            if (text.Length == 0) continue;
            var (width, at) = (Lettering.Width(text, Style.TextSize, bold: runs[i] == best), At(i));
            (float Right, float Down, SKTextAlign Align)[] places = [(9, 4.5f, SKTextAlign.Left), (-9, 4.5f, SKTextAlign.Right), (0, -9, SKTextAlign.Center), (0, 18, SKTextAlign.Center)];
            foreach (var (right, down, align) in places)
            {
                var left = at.X + right - (align == SKTextAlign.Left ? 0 : align == SKTextAlign.Right ? width : width / 2);
                var box = SKRect.Create(left, at.Y + down - 10, width, 12);
                if (box.Left < data.Left || box.Right > data.Right + panel.Right || box.Top < data.Top - 8 || box.Bottom > data.Bottom || taken.Any(box.IntersectsWith)) continue;
                taken.Add(box);
                notes.Add(new Note(x.Places[i], y.Places[i], text, runs[i] == best ? Style.Orange : Style.Ink) { Right = right, Down = down, Align = align, Bold = runs[i] == best });
                break;
            }
        }
        return notes;
    }

    private static Metric? Find(Evaluation evaluation, string key) => evaluation.Metrics.FirstOrDefault(metric => metric.Key == key);

    /// <summary>Where the runs lie on an axis.</summary>
    private sealed class Axis
    {
        public Axis(IReadOnlyList<SweepRun> runs, Metric metric, int marks)
        {
            var values = runs.Select(run => run.Judged![metric.Key] * (metric.IsShare ? 100 : 1)).ToArray();
            Require.Finite(values, metric.Key);
            var (least, most) = (values.Min(), values.Max());
            Logarithmic = least > 0 && most / least > Decades;
            Places = Logarithmic ? [.. values.Select(Math.Log10)] : values;
            (least, most) = (Places.Min(), Places.Max());
            // A figure that hardly differs is not blown up to look as if it did.
            var space = Math.Max(0.08 * (most - least), Logarithmic ? 0.05 : 0.004 * Math.Max(Math.Abs(most), 1e-9));
            Ticks = Logarithmic ? Ticks.Logarithmic(Math.Pow(10, least - space), Math.Pow(10, most + space), Ticks.Short) : Ticks.Linear(least - space, most + space, marks);
            if (metric.IsShare) Ticks = Ticks with { Marks = [.. Ticks.Marks.Select(mark => (mark.Position, mark.Label + " %"))] };
        }

        public bool Logarithmic { get; }

        public double[] Places { get; }

        public Ticks Ticks { get; }

        public double Share(int i) => (Places[i] - Ticks.Min) / (Ticks.Max - Ticks.Min);
    }
}

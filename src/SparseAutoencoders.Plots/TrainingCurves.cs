namespace SparseAutoencoders.Plots;

/// <summary>How training went: reconstruction loss, sparsity penalty and mean activation, one below the other; of codes of which few are not 0, their number on a row.</summary>
public static class TrainingCurves
{
    /// <summary>Above this ratio of largest to smallest, a scale is logarithmic.</summary>
    private const double Decades = 20;

    /// <summary>Draws a run.</summary>
    /// <param name="history">One entry for each epoch or iteration; others (<see cref="TrainingProgress.Complete"/> false) are left
    /// out.</param>
    /// <param name="asked">Mean activation asked for, in (0, 1); null where none was.</param>
    /// <param name="step">What one entry is called: "epoch" or "iteration".</param>
    /// <exception cref="ArgumentException">There is no complete entry, a figure is NaN or infinite, or <paramref name="asked"/> is not in
    /// (0, 1).</exception>
    public static Picture Draw(IReadOnlyList<TrainingProgress> history, double? asked, string step = "epoch")
    {
        if (asked is { } rho) Require.Rho(rho);
        var run = new Run(history, step, marks: 8);
        var what = step == "epoch" ? "Means over each epoch’s batches, as they were trained on" : $"After each {step}, over all rows";
        return new Page("How training went", $"{what}; the number at the right is the last.",
                [new Key(KeyShape.Line, Style.Blue, "this run"), .. asked is { } goal ? [new Key(KeyShape.Line, Style.Orange, $"asked for: ρ = {Ticks.Short(goal)}")] : Array.Empty<Key>()])
            .With(
                run.Panel("Reconstruction loss L (summed over inputs, mean over rows)", progress => progress.LossReconstruction),
                run.Panel(asked is null ? "Sparsity’s part of the objective" : "Sparsity penalty βΩ", progress => progress.LossSparsity),
                run.Panel(asked is null ? "Mean activation (mean over units)" : "Mean activation ρ̂ (mean over units)", progress => progress.MeanActivation, asked, last: true));
    }

    /// <summary>Draws a run with what its mechanism is followed by.</summary>
    /// <param name="history">As for the other <c>Draw</c>.</param>
    /// <param name="sparsity">The mechanism. Where most codes are 0 (<see cref="SparsityOptions.CodesAreSparse"/>): L, the mechanism's figures beside what was asked for, the auxiliary loss and dead units.</param>
    /// <param name="step">What one entry is called: "epoch" or "iteration".</param>
    /// <exception cref="ArgumentException">There is no complete entry, or L is NaN or infinite.</exception>
    public static Picture Draw(IReadOnlyList<TrainingProgress> history, SparsityOptions sparsity, string step = "epoch")
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(sparsity);
        if (!sparsity.CodesAreSparse) return Draw(history, sparsity.MeanActivationAsked, step);
        var curves = Curve.OfFewCodes(sparsity).Select(curve => (Curve: curve, Known: history.Where(progress => progress.Complete && double.IsFinite(curve.Read(progress))).ToList())).Where(one => one.Known.Count > 0).ToList();
        return new Page("How training went", $"Means over each {step}’s batches, as they were trained on; the number at the right is the last.",
                [new Key(KeyShape.Line, Style.Blue, "this run"), .. curves.Any(one => one.Curve.Asked is not null) ? [new Key(KeyShape.Line, Style.Orange, "asked for")] : Array.Empty<Key>()])
            .With([
                new Run(history, step, marks: 8).Panel("Reconstruction loss L (summed over outputs, mean over rows)", progress => progress.LossReconstruction, last: curves.Count == 0),
                .. curves.Select((one, i) => new Run(one.Known, step, marks: 8).Panel(one.Curve.Title, one.Curve.Read, one.Curve.Asked, last: i == curves.Count - 1)),
            ]);
    }

    /// <summary>One figure over a run, as a <see cref="Plots.Card"/>.</summary>
    internal static Picture Card(IReadOnlyList<TrainingProgress> history, string step, string caption, Func<TrainingProgress, double> read, double? asked = null)
    {
        var panel = new Run(history, step, Plots.Card.Marks).Panel(caption, read, asked, last: true);
        return Plots.Card.Draw(panel with { Left = 56, Right = panel.Right - 8 });
    }

    private sealed class Run
    {
        private readonly TrainingProgress[] _done;
        private readonly double[] _steps;
        private readonly string _step;
        private readonly int _marks;

        public Run(IReadOnlyList<TrainingProgress> history, string step, int marks)
        {
            (_done, _step, _marks) = ([.. history.Where(progress => progress.Complete)], step, marks);
            _steps = [.. _done.Select(progress => (double)progress.Done)];
            Require.Finite(_steps, $"{step}s of the training run");
        }

        public Panel Panel(string caption, Func<TrainingProgress, double> read, double? asked = null, bool last = false)
        {
            // Room for the first and the last mark.
            var space = Math.Max(0.015 * (_steps[^1] - _steps[0]), _steps.Length == 1 ? 1 : 0.05);
            var values = _done.Select(read).ToArray();
            Require.Finite(values, caption);
            var (least, most) = (Math.Min(values.Min(), asked ?? double.MaxValue), Math.Max(values.Max(), asked ?? double.MinValue));
            var logarithmic = least > 0 && most / least > Decades;
            var vertical = logarithmic
                ? Ticks.Logarithmic(least / 1.3, most * 1.2, Ticks.Short)
                : Linear(least, most);
            var horizontal = Ticks.Linear(_steps[0] - space, _steps[^1] + space, _marks, whole: true);
            var plot = Style.Chart(horizontal, vertical);
            if (asked is { } goal)
            {
                var line = plot.Add.HorizontalLine(Place(goal));
                (line.LineWidth, line.Color) = (3.5f, Style.Orange);
            }

            var curve = plot.Add.Scatter(_steps, values.Select(Place).ToArray());
            (curve.LineWidth, curve.Color, curve.MarkerSize) = (2, Style.Blue, _done.Length <= 60 ? 5 : 0);
            var end = Ticks.Short(values[^1]);
            return new Panel(plot, last ? 210 : 188, caption + (logarithmic ? ", logarithmic scale" : ""), last ? _step : null)
            {
                Left = 64,
                Right = Math.Max(70, 24 + Lettering.Width(end, Style.TextSize, bold: true)),
                Notes = [new Note(_steps[^1], Place(values[^1]), end, Style.Blue) { Bold = true, Right = 14, Down = 4.5f }],
            };

            double Place(double value) => logarithmic ? Math.Log10(value) : value;
        }
    }

    private static Ticks Linear(double least, double most)
    {
        if (least >= 0 && (least < 0.5 * most || least == most)) return Ticks.Linear(0, most == 0 ? 1 : 1.08 * most, 4);
        // A figure that hardly moves is not blown up to look as if it did.
        var (middle, half) = ((least + most) / 2, 0.58 * Math.Max(most - least, Math.Max(0.02 * Math.Abs(most), 1e-12)));
        return Ticks.Linear(middle - half, middle + half, 4);
    }
}

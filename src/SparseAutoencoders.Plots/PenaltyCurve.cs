using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>One unit's share of the sparsity penalty, ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂)), against its mean activation ρ̂.</summary>
public static class PenaltyCurve
{
    private const int Places = 300;         // of an axis that can be told apart: a dot is larger

    /// <summary>The curve in numbers, for a file and for the picture alike: ρ̂ ascending within (0, 1), every thousandth, closer at both
    /// ends, and ρ itself, where the penalty is exactly 0.</summary>
    /// <param name="rho">Mean activation asked for, in (0, 1).</param>
    /// <param name="penalty">The penalty of one unit as a function of ρ̂ in (0, 1): finite, 0 at <paramref name="rho"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="rho"/> is not in (0, 1), or <paramref name="penalty"/> is not the penalty for
    /// it.</exception>
    public static IReadOnlyList<(double MeanActivation, double Penalty)> Points(double rho, Func<double, double> penalty)
    {
        Require.Rho(rho);
        if (!(Math.Abs(penalty(rho)) < 1e-12))
            throw new ArgumentException($"penalty: it is {penalty(rho)} at rho = {rho}, not 0. Give the penalty for this rho.");
        double[] ends = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4];
        var all = new SortedSet<double>([.. Enumerable.Range(1, 999).Select(i => i / 1000.0), .. ends, .. ends.Select(end => 1 - end), rho]);
        return [.. all.Select(q => (q, q == rho ? 0 : Finite(penalty, q)))];
    }

    /// <summary>Draws the curve with its minimum marked, and a second panel with the model's units on it where they are given.</summary>
    /// <param name="rho">Mean activation asked for, in (0, 1).</param>
    /// <param name="penalty">As for <see cref="Points"/>; with units also finite at 0 and 1 if a unit is there.</param>
    /// <param name="units">Mean activation of each hidden unit, each in [0, 1].</param>
    /// <exception cref="ArgumentException">As for <see cref="Points"/>, or a unit's mean activation is not in [0, 1].</exception>
    public static Picture Draw(double rho, Func<double, double> penalty, IReadOnlyList<double>? units = null)
    {
        var points = Points(rho, penalty);
        var ours = Ours(rho, penalty, units);
        var text = $"ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂)): zero at ρ̂ = ρ = {Ticks.Short(rho)}, without bound where ρ̂ goes to 0 or 1.";
        var whole = Whole(rho, penalty, points, ours, marks: 10);
        if (ours.Length == 0)
            return new Page("The sparsity penalty Ω of one hidden unit", text).With(whole);
        return new Page("The sparsity penalty Ω, and this model’s hidden units on it", text,
                new Key(KeyShape.Line, Style.Blue, "penalty of a unit"),
                new Key(KeyShape.Dot, Style.Orange, "its minimum, at ρ"),
                new Key(KeyShape.Dot, Style.Ink, ours.Length == 1 ? "the hidden unit" : $"the {ours.Length} hidden units"))
            .With(whole, Near(rho, penalty, ours, marks: 7));
    }

    /// <summary>The whole curve with the units on it, and the part of it where they are, each as a <see cref="Plots.Card"/>.</summary>
    internal static (Picture Whole, Picture Near) Cards(double rho, Func<double, double> penalty, IReadOnlyList<double> units)
    {
        var ours = Ours(rho, penalty, units);
        return (Card.Draw(Whole(rho, penalty, Points(rho, penalty), ours, Card.Marks) with { Height = 250 }),
            Card.Draw(Near(rho, penalty, ours, Card.Marks - 1) with { Height = 250, Caption = "Ω of one unit", Right = 26 }));
    }

    private static (double MeanActivation, double Penalty)[] Ours(double rho, Func<double, double> penalty, IReadOnlyList<double>? units)
    {
        if (units is null) return [];
        Require.MeanActivations(units);
        return [.. units.Select(q => (q, q == rho ? 0 : Finite(penalty, q)))];
    }

    private static Panel Whole(double rho, Func<double, double> penalty, IReadOnlyList<(double MeanActivation, double Penalty)> points,
        (double MeanActivation, double Penalty)[] units, int marks)
    {
        var top = Math.Max(Math.Max(penalty(0.01), penalty(0.99)), units.Select(unit => unit.Penalty).DefaultIfEmpty().Max()) * 1.06;
        var vertical = Ticks.Linear(-0.02 * top, top, 5);
        var plot = Style.Chart(Ticks.Linear(-0.012, 1.012, marks), vertical);
        var dots = Apart(units, 1, top);
        Curve(plot, [.. points, .. Ends(penalty, top), .. dots.Select(dot => dot.Unit)]);
        Dots(plot, dots);
        Minimum(plot, rho, rise: 0.36 * top);
        var label = $"minimum: Ω = 0 at ρ̂ = ρ = {Ticks.Short(rho)}";
        return new Panel(plot, units.Length == 0 ? 380 : 300, "Ω of one unit", "mean activation ρ̂ of the unit")
        {
            Notes = [new Note(rho, 0.36 * top, label, Style.Orange)
            {
                Right = rho <= 0.5 ? 7 : -7, Down = 9, Bold = true, Align = rho <= 0.5 ? SKTextAlign.Left : SKTextAlign.Right,
            }],
        };
    }

    private static Panel Near(double rho, Func<double, double> penalty, (double MeanActivation, double Penalty)[] units, int marks)
    {
        var (low, high) = (Math.Min(rho, units.Min(unit => unit.MeanActivation)), Math.Max(rho, units.Max(unit => unit.MeanActivation)));
        // Units that all sit on rho still get a range: the float32 of a mean activation is not worth a closer look.
        var space = Math.Max(0.06 * (high - low), 1e-4 * Math.Min(rho, 1 - rho));
        (low, high) = (low - space, high + space);
        var curve = Enumerable.Range(0, 401).Select(i => low + (high - low) * i / 400).Where(q => q is > 0 and < 1)
            .Select(q => (q, Finite(penalty, q))).ToArray();
        var top = 1.12 * Math.Max(units.Max(unit => unit.Penalty), Math.Min(curve[0].Item2, curve[^1].Item2));
        var plot = Style.Chart(Ticks.Linear(low, high, marks), Ticks.Linear(-0.05 * top, top, 4));
        var dots = Apart(units, high - low, top);
        Curve(plot, [.. curve, (rho, 0), .. dots.Select(dot => dot.Unit)]);
        Minimum(plot, rho, rise: 0.36 * top);
        Dots(plot, dots);
        return new Panel(plot, 290, "The same curve, from the least to the most active unit", "mean activation ρ̂ of the unit")
        {
            Notes = [new Note(rho, 0.36 * top, $"ρ = {Ticks.Short(rho)}", Style.Orange) { Right = 7, Down = 9, Bold = true }],
        };
    }

    /// <summary>More of the curve, ever closer to 0 and to 1, until it leaves the picture.</summary>
    private static IEnumerable<(double MeanActivation, double Penalty)> Ends(Func<double, double> penalty, double top)
    {
        for (var q = 1e-7; q > 1e-300 && penalty(q) <= 1.5 * top && double.IsFinite(penalty(q)); q /= 10) yield return (q, penalty(q));
        for (var q = 1e-7; q > 1e-16 && penalty(1 - q) <= 1.5 * top && double.IsFinite(penalty(1 - q)); q /= 10) yield return (1 - q, penalty(1 - q));
    }

    private static void Curve(Plot plot, IReadOnlyList<(double MeanActivation, double Penalty)> points)
    {
        var ordered = points.OrderBy(point => point.MeanActivation).ToArray();
        var line = plot.Add.ScatterLine(ordered.Select(point => point.MeanActivation).ToArray(), ordered.Select(point => point.Penalty).ToArray());
        (line.LineWidth, line.Color) = (2.5f, Style.Blue);
    }

    /// <summary>One unit for all that would be drawn in one place, with how many they are: thousands of units would be thousands of dots, one on the other.</summary>
    private static ((double MeanActivation, double Penalty) Unit, int Count)[] Apart((double MeanActivation, double Penalty)[] units, double width, double height) =>
    [
        .. units.GroupBy(unit => (Math.Round(unit.MeanActivation / width * Places), Math.Round(unit.Penalty / height * Places)))
            .Select(place => (place.First(), place.Count())),
    ];

    /// <summary>Dots as dark as so many would be that lie one on the other.</summary>
    private static void Dots(Plot plot, ((double MeanActivation, double Penalty) Unit, int Count)[] places)
    {
        foreach (var alike in places.GroupBy(place => Math.Round(1 - Math.Pow(0.55, place.Count), 2)))
        {
            var dots = plot.Add.Markers(alike.Select(place => place.Unit.MeanActivation).ToArray(), alike.Select(place => place.Unit.Penalty).ToArray());
            (dots.MarkerSize, dots.Color) = (7, Style.Ink.WithAlpha(alike.Key));
        }
    }

    private static void Minimum(Plot plot, double rho, double rise)
    {
        var stem = plot.Add.Line(rho, 0, rho, rise);
        (stem.LineWidth, stem.Color) = (1, Style.Orange);
        var mark = plot.Add.Marker(rho, 0);
        (mark.Size, mark.Color) = (14, Style.Orange);
        (mark.MarkerStyle.OutlineWidth, mark.MarkerStyle.OutlineColor) = (1.5f, Colors.White);
    }

    private static double Finite(Func<double, double> penalty, double q) => penalty(q) is var value && double.IsFinite(value)
        ? value
        : throw new ArgumentException($"penalty: it is {value} at a mean activation of {q}. Give a penalty that is finite there.");
}

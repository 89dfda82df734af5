using System.Globalization;
using ScottPlot.TickGenerators;

namespace SparseAutoencoders.Plots;

/// <summary>One axis: its range, and the places on it that carry a number.</summary>
/// <param name="Min">Where the axis begins (its logarithm on a logarithmic axis).</param>
/// <param name="Max">Where it ends.</param>
/// <param name="Marks">Positions and their labels.</param>
internal sealed record Ticks(double Min, double Max, IReadOnlyList<(double Position, string Label)> Marks)
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    public NumericManual Generator => new([.. Marks.Select(mark => mark.Position)], [.. Marks.Select(mark => mark.Label)]);

    /// <summary>About <paramref name="count"/> round numbers from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Ticks Linear(double min, double max, int count = 6, bool whole = false)
    {
        var step = Step((max - min) / count);
        if (whole) step = Math.Max(1, step);
        var first = (long)Math.Ceiling(min / step - 1e-9);
        var last = (long)Math.Floor(max / step + 1e-9);
        var decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        // Tiny numbers as powers of ten, unless their four digits would not tell one mark from the next.
        var brief = decimals > 4 && Math.Max(Math.Abs(min), Math.Abs(max)) < 1000 * step;
        var marks = new List<(double, string)>();
        for (var i = first; i <= last; i++)
        {
            var value = Math.Round(i * step, Math.Min(15, decimals));
            marks.Add((i * step, brief ? Short(value) : Minus(value.ToString("F" + decimals, CultureInfo.InvariantCulture))));
        }

        return new Ticks(min, max, marks);
    }

    /// <summary>Powers of ten, with 2 and 5 between them where there are few; positions are decimal logarithms.</summary>
    public static Ticks Logarithmic(double min, double max, Func<double, string> label)
    {
        var (low, high) = (Math.Log10(min), Math.Log10(max));
        double[] factors = high - low > 2.5 ? [1] : [1, 2, 5];
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / 8));
        var marks = new List<(double, string)>();
        for (var power = (int)Math.Floor(low); power <= Math.Ceiling(high); power += every)
        {
            foreach (var factor in factors)
            {
                var position = power + Math.Log10(factor);
                if (position >= low - 1e-9 && position <= high + 1e-9) marks.Add((position, label(factor * Math.Pow(10, power))));
            }
        }

        return new Ticks(low, high, marks);
    }

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is not below <paramref name="atLeast"/>.</summary>
    public static double Step(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        var factor = atLeast / power;
        return power * (factor <= 1 + 1e-9 ? 1 : factor <= 2 + 1e-9 ? 2 : factor <= 5 + 1e-9 ? 5 : 10);
    }

    /// <summary>A number in four digits, very small and very large ones as 2.5×10⁻⁶.</summary>
    public static string Short(double value)
    {
        var size = Math.Abs(value);
        if (size is 0 or (>= 1e-3 and < 1e6)) return Minus(value.ToString(size >= 1000 ? "F0" : "G4", CultureInfo.InvariantCulture));
        var parts = value.ToString("0.##E+0", CultureInfo.InvariantCulture).Split('E');
        var power = string.Concat(parts[1].TrimStart('+').Select(c => c == '-' ? '⁻' : Superscripts[c - '0']));
        return Minus($"{parts[0]}×10{power}");
    }

    /// <summary>A share as a percentage in two or three digits; never 0 or 100 for what is not.</summary>
    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        1 => "100 %",
        >= 0.9995 => ">99.9 %",
        >= 0.1 => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + " %",
        >= 0.0001 => (share * 100).ToString("G2", CultureInfo.InvariantCulture) + " %",
        _ => "<0.01 %",
    };

    /// <summary>With a minus sign as long as a plus sign is.</summary>
    private static string Minus(string text) => text.Replace('-', '−');
}

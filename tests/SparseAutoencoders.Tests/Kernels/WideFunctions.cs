namespace SparseAutoencoders.Tests.Kernels;

/// <summary>Functions of a double to some 20 digits more than a double's, by decimal arithmetic and plain series.</summary>
/// <remarks>A result is Fraction · 2^Exponent with Fraction near 1, because a decimal has 28 digits after the point, not 28 that count.</remarks>
internal static class WideFunctions
{
    private const decimal Ln2 = 0.6931471805599453094172321215m;

    /// <summary>eˣ for |x| ≤ 708.</summary>
    public static (decimal Fraction, int Exponent) Exp(double x)
    {
        var n = (int)Math.Round(x / 0.6931471805599453);
        var r = Exact(x) - n * Ln2;
        var (sum, term) = (1m, 1m);
        for (var k = 1; k < 40; k++) sum += term = term * r / k;
        return (sum, n);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static (decimal Fraction, int Exponent) Sigmoid(double x)
    {
        var (fraction, exponent) = Exp(-Math.Abs(x));
        var one = 1 + Scale(fraction, exponent);
        return x >= 0 ? (1 / one, 0) : (fraction / one, exponent);
    }

    /// <summary>log(1 + f·2^e) for numbers in [0, 1]: 2 artanh(u / (2 + u)).</summary>
    public static (decimal Fraction, int Exponent) Log1p((decimal Fraction, int Exponent) u)
    {
        var s = u.Fraction / (2 + Scale(u.Fraction, u.Exponent));
        var square = Scale(Scale(s * s, u.Exponent), u.Exponent);
        var (sum, power) = (0m, 1m);
        for (var k = 1; k < 130; k += 2) (sum, power) = (sum + power / k, power * square);
        return (2 * s * sum, u.Exponent);
    }

    /// <summary>log(1 + eˣ).</summary>
    public static (decimal Fraction, int Exponent) Softplus(double x)
    {
        var part = Log1p(Exp(-Math.Abs(x)));
        return x <= 0 ? part : (Exact(x) + Scale(part.Fraction, part.Exponent), 0);
    }

    /// <summary>How many units in the last place of the exact value's rounding lie between it and a double.</summary>
    public static double UlpsBetween((decimal Fraction, int Exponent) exact, double actual)
    {
        // The double is scaled by a power of two, which is exact, and only then made a decimal.
        var scaled = Exact(Math.ScaleB(actual, -exact.Exponent));
        var ulp = Math.BitIncrement(Math.Abs((double)exact.Fraction)) - Math.Abs((double)exact.Fraction);
        return (double)Math.Abs(scaled - exact.Fraction) / ulp;
    }

    /// <summary>A double as a decimal: every bit down to 2^−90, about 1e-27, where (decimal)x keeps 15 digits.</summary>
    public static decimal Exact(double x)
    {
        if (x == 0) return 0;
        var exponent = Math.ILogB(x) - 52;
        return Scale((long)Math.ScaleB(x, -exponent), exponent);
    }

    private static decimal Scale(decimal x, int exponent)
    {
        for (; exponent > 0; exponent--) x *= 2;
        for (; exponent < 0 && x != 0; exponent += Math.Min(30, -exponent)) x /= 1L << Math.Min(30, -exponent);
        return x;
    }
}

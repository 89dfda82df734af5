using System.Globalization;
using System.Numerics;

namespace SparseAutoencoders.Formats;

/// <summary>Decimals as files of columns hold them: a whole number and the place of its point. Each becomes the nearest double.</summary>
internal static class DecimalNumber
{
    // Powers of ten up to here, and whole numbers up to 2^53, are doubles; their quotient is then rounded once.
    private const int LastExactPower = 22;
    private const long LastExactWhole = 1L << 53;

    /// <summary>Bytes of the longest that are read: more than a type of 256 bits has. The cost grows with their square.</summary>
    public const int MostBytes = 40;

    private static readonly double[] Powers = [.. Enumerable.Range(0, LastExactPower + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>Of a whole number and how many of its digits stand behind the point.</summary>
    public static double Of(long digits, int scale) =>
        digits is >= -LastExactWhole and <= LastExactWhole && scale is >= 0 and <= LastExactPower ? digits / Powers[scale] : Of((BigInteger)digits, scale);

    /// <summary>Of a whole number in bytes, with its sign.</summary>
    /// <exception cref="InvalidDataException">It is longer than any decimal.</exception>
    public static double Of(ReadOnlySpan<byte> bytes, bool bigEndian, int scale)
    {
        CheckLength(bytes.Length);
        var digits = new BigInteger(bytes, isUnsigned: false, isBigEndian: bigEndian);
        return digits >= -LastExactWhole && digits <= LastExactWhole ? Of((long)digits, scale) : Of(digits, scale);
    }

    /// <summary>Throws unless a decimal can have so many bytes.</summary>
    /// <exception cref="InvalidDataException">It cannot.</exception>
    public static void CheckLength(int bytes)
    {
        if (bytes is < 0 or > MostBytes) throw new InvalidDataException($"a decimal has {bytes} bytes");
    }

    private static double Of(BigInteger digits, int scale)
    {
        Span<char> text = stackalloc char[128];                  // 40 bytes are 97 digits, an exponent 12
        digits.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text[length] = 'e';
        (-(long)scale).TryFormat(text[(length + 1)..], out var more, default, CultureInfo.InvariantCulture);
        return double.Parse(text[..(length + 1 + more)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}

using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>What colour a number has, in every picture made of pixels: on the pages, in a grid, in a heat map.</summary>
internal static class Shade
{
    // Both stay apart on white and on black, and for colour-blind readers.
    private static readonly SKColor Negative = new(0x2F, 0x7F, 0xD6), Positive = new(0xE8, 0x6A, 0x17);

    /// <summary>Weights and differences: 0 is clear, so that what lies below shows; orange is positive, blue negative.</summary>
    /// <param name="share">Of what has the full colour: in [-1, 1], beyond is cut off.</param>
    public static SKColor Signed(double share) =>
        (share < 0 ? Negative : Positive).WithAlpha((byte)Math.Round(byte.MaxValue * Math.Min(1, Math.Abs(share))));

    /// <summary>Rows and outputs: 0 is black, 1 white, beyond is cut off.</summary>
    public static SKColor Grey(double value)
    {
        var level = (byte)Math.Round(Math.Clamp(value, 0, 1) * byte.MaxValue, MidpointRounding.AwayFromZero);
        return new SKColor(level, level, level);
    }

    /// <summary>Each weight's share of the largest in size; zeros where there is none. A filter's length divides out, so it is never computed.</summary>
    public static void Shares(ReadOnlySpan<double> weights, Span<double> shares)
    {
        var largest = 0.0;
        foreach (var weight in weights) largest = Math.Max(largest, Math.Abs(weight));
        for (var j = 0; j < weights.Length; j++) shares[j] = largest == 0 ? 0 : weights[j] / largest;
    }

    /// <summary>A bitmap of so many pixels, each of its own colour and as clear as that is.</summary>
    public static SKBitmap Bitmap(int width, SKColor[] pixels) =>
        new(new SKImageInfo(width, pixels.Length / width, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = pixels };
}

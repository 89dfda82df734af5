using SkiaSharp;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Plots;

/// <summary>One row of numbers as a small PNG, a pixel a number, to be enlarged without blur by whoever shows it.</summary>
internal static class TileImage
{
    // Both stay apart on white and on black, and for colour-blind readers.
    private static readonly SKColor Negative = new(0x2F, 0x7F, 0xD6), Positive = new(0xE8, 0x6A, 0x17);

    /// <summary>Weights or differences: 0 is clear, so that what lies below shows, orange is positive, blue negative.</summary>
    /// <param name="values">(height, width), line after line.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="full">The absolute value that has the full colour; null for the largest there is.</param>
    public static byte[] Signed(ReadOnlySpan<double> values, ImageShape shape, double? full = null)
    {
        var largest = full ?? 0;
        if (full is null) foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        return Png(values, shape, value =>
        {
            var share = largest > 0 ? Math.Min(1, Math.Abs(value) / largest) : 0;
            return (value < 0 ? Negative : Positive).WithAlpha((byte)Math.Round(byte.MaxValue * share));
        });
    }

    /// <summary>A row or an output in greys.</summary>
    /// <param name="values">(height, width), line after line.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="low">What is black.</param>
    /// <param name="high">What is white.</param>
    public static byte[] Grey(ReadOnlySpan<double> values, ImageShape shape, double low = 0, double high = 1) =>
        Png(values, shape, value => Tiles.Grey((value - low) / (high - low)) is var grey ? new SKColor(grey, grey, grey) : default);

    private static byte[] Png(ReadOnlySpan<double> values, ImageShape shape, Func<double, SKColor> colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var pixels = new SKColor[values.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = colour(values[i]);
        bitmap.Pixels = pixels;
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}

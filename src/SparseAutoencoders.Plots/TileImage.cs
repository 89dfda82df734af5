using SkiaSharp;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Plots;

/// <summary>One row of numbers as a small PNG, a pixel a number, to be enlarged without blur by whoever shows it.</summary>
internal static class TileImage
{
    /// <summary>A unit's weights, each as its share of the largest.</summary>
    /// <param name="weights">(height, width), line after line.</param>
    /// <param name="shape">Their shape.</param>
    public static byte[] Weights(ReadOnlySpan<double> weights, ImageShape shape)
    {
        var shares = new double[weights.Length];
        Shade.Shares(weights, shares);
        return Signed(shares, shape, full: 1);
    }

    /// <summary>Differences.</summary>
    /// <param name="values">(height, width), line after line.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="full">The absolute value that has the full colour.</param>
    public static byte[] Signed(ReadOnlySpan<double> values, ImageShape shape, double full) =>
        Png(values, shape, value => Shade.Signed(value / full));

    /// <summary>A row or an output in greys.</summary>
    /// <param name="values">(height, width), line after line.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="low">What is black.</param>
    /// <param name="high">What is white.</param>
    public static byte[] Grey(ReadOnlySpan<double> values, ImageShape shape, double low = 0, double high = 1) =>
        Png(values, shape, value => Shade.Grey((value - low) / (high - low)));

    private static byte[] Png(ReadOnlySpan<double> values, ImageShape shape, Func<double, SKColor> colour)
    {
        var pixels = new SKColor[values.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = colour(values[i]);
        using var bitmap = Shade.Bitmap(shape.Width, pixels);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}

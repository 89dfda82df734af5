using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Rows of numbers as a small PNG, a pixel a number, to be enlarged without blur by whoever shows it. Several stand one below another, a clear line between.</summary>
internal static class TileImage
{
    /// <summary>Lines from the top of one tile to that of the next.</summary>
    public static int Pitch(ImageShape shape) => shape.Height + 1;

    /// <summary>Units' weights, each as its share of the unit's largest.</summary>
    /// <param name="shape">Of each tile.</param>
    /// <param name="tiles">(height, width) each, line after line.</param>
    public static byte[] Weights(ImageShape shape, params IReadOnlyList<double[]> tiles) => Png(shape, [.. tiles.Select(weights =>
    {
        var shares = new double[weights.Length];
        Shade.Shares(weights, shares);
        return Array.ConvertAll(shares, Shade.Signed);
    })]);

    /// <summary>Differences.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="values">(height, width), line after line.</param>
    /// <param name="full">The absolute value that has the full colour.</param>
    public static byte[] Signed(ImageShape shape, double[] values, double full) => Png(shape, [Array.ConvertAll(values, value => Shade.Signed(value / full))]);

    /// <summary>Rows or outputs in greys.</summary>
    /// <param name="shape">Of each tile.</param>
    /// <param name="tiles">(height, width) each, line after line, with what is black and what is white.</param>
    public static byte[] Grey(ImageShape shape, params IReadOnlyList<(double[] Values, double Low, double High)> tiles) =>
        Png(shape, [.. tiles.Select(tile => Array.ConvertAll(tile.Values, value => Shade.Grey((value - tile.Low) / (tile.High - tile.Low))))]);

    private static byte[] Png(ImageShape shape, SKColor[][] tiles)
    {
        var pixels = new SKColor[shape.Width * (tiles.Length * Pitch(shape) - 1)];
        for (var t = 0; t < tiles.Length; t++) tiles[t].CopyTo(pixels, t * shape.Width * Pitch(shape));
        using var bitmap = Shade.Bitmap(shape.Width, pixels);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}

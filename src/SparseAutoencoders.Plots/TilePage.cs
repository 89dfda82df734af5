using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>A page around a grid of tiles. Its unit is a pixel, so that tiles stay sharp; text grows with the picture.</summary>
internal static class TilePage
{
    /// <summary>Below this width text would be coarse: a narrower grid stands at the left of a wider page.</summary>
    private const int LeastWidth = 1000;

    /// <summary>Pixels left of the tiles, and above them: where tests and readers of pixels find them.</summary>
    public static SKPointI Origin(Tiles tiles, Page page, float labels) =>
        new((int)MathF.Ceiling((Style.Margin + labels) * Scale(tiles, labels)), (int)MathF.Ceiling(page.Height * Scale(tiles, labels)));

    /// <summary>Draws the page.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="explanation">How to read it.</param>
    /// <param name="tiles">The grid.</param>
    /// <param name="fill">As for <see cref="Tiles.Draw"/>.</param>
    /// <param name="colour">As for <see cref="Tiles.Draw"/>.</param>
    /// <param name="frames">Draws <see cref="Tiles.DrawFrames"/> too.</param>
    /// <param name="lineLabels">Texts left of the lines, repeated from the top; none for no space there.</param>
    public static Picture Draw(string title, string explanation, Tiles tiles, Action<int, double[]> fill, Func<double, SKColor> colour,
        bool frames, params IReadOnlyList<string> lineLabels)
    {
        var page = new Page(title, explanation);
        var labels = lineLabels.Count == 0 ? 0 : lineLabels.Max(label => Lettering.Width(label, Style.TextSize)) + 14;
        var scale = Scale(tiles, labels);
        var origin = Origin(tiles, page, labels);
        var size = new SKSize(scale * Style.Width, origin.Y + tiles.Height + scale * Style.Margin);
        return new Picture(size, 1, canvas =>
        {
            canvas.Save();
            canvas.Scale(scale);
            page.Draw(canvas);
            for (var line = 0; lineLabels.Count > 0 && tiles.Corner(line * tiles.Across).Y < tiles.Height; line++)
            {
                var middle = (origin.Y + tiles.Corner(line * tiles.Across).Y + tiles.TileHeight / 2f) / scale;
                Lettering.Draw(canvas, lineLabels[line % lineLabels.Count], new SKPoint(Style.Margin + labels - 14, middle + Style.TextSize * 0.36f),
                    Style.TextSize, Style.Ink.Skia(), align: SKTextAlign.Right);
            }

            canvas.Restore();
            tiles.Draw(canvas, origin.X, origin.Y, fill, colour);
            if (frames) tiles.DrawFrames(canvas, origin.X, origin.Y);
        });
    }

    private static float Scale(Tiles tiles, float labels) =>
        Math.Max(LeastWidth / Style.Width, tiles.Width / (Style.Width - 2 * Style.Margin - labels));
}

using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Images of one shape on a grid, each pixel enlarged by a whole factor without blur.</summary>
/// <remarks>Tile t stands in line t / <see cref="Across"/>, column t % <see cref="Across"/>, its upper left corner at <see cref="Corner"/>.</remarks>
internal sealed class Tiles
{
    /// <summary>The longer side a grid is enlarged to, and the one it is shrunk to when it is larger still.</summary>
    private const int Wanted = 1600, AtLeast = 1000, AtMost = 4000;

    private readonly ImageShape _shape;
    private readonly int _count;
    private readonly int _gapX, _gapY;

    /// <param name="count">Number of tiles, at least 1.</param>
    /// <param name="shape">Of each tile.</param>
    /// <param name="across">Tiles in a line; null for what makes the grid nearest to a square.</param>
    /// <param name="spaceBelow">Every so many lines there is twice the space below; 0 for never.</param>
    public Tiles(int count, ImageShape shape, int? across = null, int spaceBelow = 0)
    {
        (_count, _shape) = (count, shape);
        Across = across ?? Squarest(count, shape);
        var lines = (count + Across - 1) / Across;
        var longer = Math.Max((long)Across * shape.Width, (long)lines * shape.Height);
        Factor = (int)Math.Max(1, Wanted / longer);
        if (longer * Factor < AtLeast) Factor++;
        Shrink = (int)((longer + AtMost - 1) / AtMost);
        TileWidth = (shape.Width * Factor + Shrink - 1) / Shrink;
        TileHeight = (shape.Height * Factor + Shrink - 1) / Shrink;
        _gapX = _gapY = Math.Clamp(Math.Max(TileWidth, TileHeight) / 24, 1, 14);
        SpaceBelow = spaceBelow;
        Width = Across * (TileWidth + _gapX) - _gapX;
        Height = lines * (TileHeight + _gapY) - _gapY + (spaceBelow > 0 ? (lines - 1) / spaceBelow * ExtraSpace : 0);
    }

    /// <summary>Tiles in a line.</summary>
    public int Across { get; }

    /// <summary>Pixels for one number of a tile, in each direction; 1 where <see cref="Shrink"/> is above 1.</summary>
    public int Factor { get; }

    /// <summary>Numbers of a tile averaged into one pixel, in each direction; 1 where nothing is shrunk.</summary>
    public int Shrink { get; }

    public int TileWidth { get; }

    public int TileHeight { get; }

    public int SpaceBelow { get; }

    /// <summary>Pixels of the whole grid.</summary>
    public int Width { get; }

    /// <summary>Pixels of the whole grid.</summary>
    public int Height { get; }

    private int ExtraSpace => TileHeight / 6;

    /// <summary>Upper left pixel of a tile within the grid.</summary>
    public SKPointI Corner(int tile)
    {
        var line = tile / Across;
        return new SKPointI(tile % Across * (TileWidth + _gapX), line * (TileHeight + _gapY) + (SpaceBelow > 0 ? line / SpaceBelow * ExtraSpace : 0));
    }

    /// <summary>Draws the grid with its upper left corner at a whole pixel.</summary>
    /// <param name="canvas">In units of pixels.</param>
    /// <param name="left">Where.</param>
    /// <param name="top">Where.</param>
    /// <param name="fill">Writes a tile's numbers, (height, width) row after row.</param>
    /// <param name="colour">The colour of a number; where it is clear the ground shows.</param>
    public void Draw(SKCanvas canvas, int left, int top, Action<int, double[]> fill, Func<double, SKColor> colour)
    {
        var pixels = new SKColor[Width * Height];
        var values = new double[_shape.Size];
        for (var t = 0; t < _count; t++)
        {
            fill(t, values);
            var corner = Corner(t);
            for (var y = 0; y < TileHeight; y++)
            {
                var line = pixels.AsSpan((corner.Y + y) * Width + corner.X, TileWidth);
                for (var x = 0; x < TileWidth; x++) line[x] = colour(Mean(values, y, x));
            }
        }

        using var bitmap = Shade.Bitmap(Width, pixels);
        canvas.DrawBitmap(bitmap, left, top);
    }

    /// <summary>Draws a thin line around each tile, for tiles whose ground is that of the page.</summary>
    public void DrawFrames(SKCanvas canvas, int left, int top)
    {
        using var line = new SKPaint { Color = Style.Line.Skia(), IsStroke = true, StrokeWidth = 1 };
        for (var t = 0; t < _count; t++)
        {
            var corner = Corner(t);
            canvas.DrawRect(left + corner.X - 0.5f, top + corner.Y - 0.5f, TileWidth + 1, TileHeight + 1, line);
        }
    }

    private double Mean(double[] values, int y, int x)
    {
        if (Shrink == 1) return values[y / Factor * _shape.Width + x / Factor];
        var (sum, count) = (0.0, 0);
        for (var i = y * Shrink; i < Math.Min((y + 1) * Shrink, _shape.Height); i++)
        {
            for (var j = x * Shrink; j < Math.Min((x + 1) * Shrink, _shape.Width); j++)
            {
                sum += values[i * _shape.Width + j];
                count++;
            }
        }

        return sum / count;
    }

    private static int Squarest(int count, ImageShape shape) => Enumerable.Range(1, count).MinBy(across =>
        Math.Max((long)across * shape.Width, (long)((count + across - 1) / across) * shape.Height));
}

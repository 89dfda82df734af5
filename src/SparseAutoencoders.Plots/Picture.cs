using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>A finished picture. The same input gives the same bytes; safe for use from several threads.</summary>
public sealed partial class Picture
{
    private readonly SKSize _size;
    private readonly float _density;
    private readonly SKPicture _strokes;

    /// <param name="size">In the units <paramref name="paint"/> draws in; rounded up.</param>
    /// <param name="density">Pixels of the PNG for one such unit.</param>
    /// <param name="paint">Draws everything, on white. Called once, here: a ScottPlot chart drawn a second time is not the same to the
    /// last pixel.</param>
    internal Picture(SKSize size, float density, Action<SKCanvas> paint)
    {
        (_size, _density) = (new SKSize(MathF.Ceiling(size.Width), MathF.Ceiling(size.Height)), density);
        using var recorder = new SKPictureRecorder();
        paint(recorder.BeginRecording(SKRect.Create(_size)));
        _strokes = recorder.EndRecording();
    }

    /// <summary>Width of the PNG in pixels.</summary>
    public int Width => (int)MathF.Ceiling(_size.Width * _density);

    /// <summary>Height of the PNG in pixels.</summary>
    public int Height => (int)MathF.Ceiling(_size.Height * _density);

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException($"A picture of {Width} x {Height} pixels does not fit into memory.");
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(_density);
        surface.Canvas.DrawPicture(_strokes);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    /// <summary>The picture as an SVG text. Tiles and heat maps are embedded in it as images.</summary>
    public string ToSvg() => ToSvg(ground: true);

    /// <summary>The picture as an SVG text without a ground, for a page that is light or dark as its reader has it: the colours follow.</summary>
    internal string ToPageSvg()
    {
        var svg = ToSvg(ground: false);
        var rules = string.Concat(Style.Dark.Select(pair => $"[fill=\"{pair.Light}\" i]{{fill:{pair.Dark}}}[stroke=\"{pair.Light}\" i]{{stroke:{pair.Dark}}}"));
        return svg.Insert(svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1, $"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>");
    }

    private string ToSvg(bool ground)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(_size), stream))
        {
            using var white = new SKPaint { Color = SKColors.White };
            if (ground) canvas.DrawRect(SKRect.Create(_size), white);
            canvas.DrawPicture(_strokes);
        }

        // Skia ends its lists of places with a comma, which not every browser reads.
        var svg = ListEnd().Replace(Encoding.UTF8.GetString(stream.ToArray()), "$1\"");
        // Its names for clips and images go on counting from one picture to the next.
        var names = new Dictionary<string, string>();
        svg = Name().Replace(svg, found => names.TryGetValue(found.Value, out var name)
            ? name
            : names[found.Value] = $"{found.Groups[1].Value}_{names.Count}");
        // A browser may not have the font: Verdana has the same widths, and every letter has a place of its own.
        svg = svg.Replace($"font-family=\"{Lettering.Family}\"", $"font-family=\"{Lettering.Family}, Verdana, sans-serif\"", StringComparison.Ordinal);
        var (width, height) = (Number(_size.Width), Number(_size.Height));
        return svg.Replace($" width=\"{width}\" height=\"{height}\">",
            $" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">", StringComparison.Ordinal);

        static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("( [xy]=\"[^\"]*), ?\"")]
    private static partial Regex ListEnd();

    [GeneratedRegex("(?<=id=\"|url\\(#|href=\"#)([a-z]+)_[0-9a-f]+")]
    private static partial Regex Name();
}

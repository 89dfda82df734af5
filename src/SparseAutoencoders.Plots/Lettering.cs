using System.Reflection;
using ScottPlot;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace SparseAutoencoders.Plots;

/// <summary>All text in pictures, in the fonts embedded in this assembly: a machine without fonts would silently draw none.</summary>
internal static class Lettering
{
    /// <summary>What the fonts call themselves.</summary>
    public const string Family = "DejaVu Sans";

    /// <summary>Name under which ScottPlot finds them; not the family's own, so that an installed version is never taken instead.</summary>
    public const string ScottPlotName = "SparseAutoencoders DejaVu Sans";

    /// <summary>The regular font.</summary>
    public static SKTypeface Regular { get; } = Embedded("DejaVuSans.ttf");

    /// <summary>The bold font.</summary>
    public static SKTypeface Bold { get; } = Embedded("DejaVuSans-Bold.ttf");

    static Lettering() => Fonts.FontResolvers.Insert(0, new Resolver());

    /// <summary>Draws one line of text; <paramref name="at"/> is on the baseline. Shaped, so that the hat of ρ̂ sits on its letter.</summary>
    public static void Draw(SKCanvas canvas, string text, SKPoint at, float size, SKColor color,
        bool bold = false, SKTextAlign align = SKTextAlign.Left)
    {
        using var font = Font(size, bold);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        using var shaper = new SKShaper(font.Typeface);
        var before = align switch { SKTextAlign.Left => 0, SKTextAlign.Center => 0.5f, _ => 1 };
        canvas.DrawShapedText(shaper, text, at.X - before * Width(text, size, bold), at.Y, font, paint);
    }

    /// <summary>Width of one line of text.</summary>
    public static float Width(string text, float size, bool bold = false)
    {
        using var font = Font(size, bold);
        using var shaper = new SKShaper(font.Typeface);
        return shaper.Shape(text, font).Width;
    }

    /// <summary>Breaks text at spaces into lines no wider than <paramref name="width"/>, words permitting.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size) > width)
            {
                lines.Add(line);
                line = word;
            }
            else line = longer;
        }

        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    private static SKFont Font(float size, bool bold) =>
        new(bold ? Bold : Regular, size) { Edging = SKFontEdging.Antialias, Subpixel = true, Hinting = SKFontHinting.None };

    private static SKTypeface Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is not embedded.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName != ScottPlotName ? null : weight >= FontWeight.SemiBold ? Bold : Regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != ScottPlotName ? null : bold ? Bold : Regular;
    }
}

using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>A chart on a page, with what its two axes show in words: <see cref="Caption"/> above it for the vertical one.</summary>
internal sealed record Panel(Plot Plot, float Height, string Caption, string? Horizontal)
{
    public const float UsualLeft = 56, UsualRight = 10;

    private const float Above = 30, Below = 32, BelowWithName = 52;

    /// <summary>Space left of the data, for the numbers on the axis.</summary>
    public float Left { get; init; } = UsualLeft;

    /// <summary>Space right of the data.</summary>
    public float Right { get; init; } = UsualRight;

    /// <summary>The caption is small: something else above says what the chart shows.</summary>
    public bool Quiet { get; init; }

    /// <summary>Text inside the chart: where in the chart's own numbers, how far from there, and what.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Where the data are within a panel's place.</summary>
    public static SKRect Data(SKRect place, float left, float right, bool isNamed) =>
        new(place.Left + left, place.Top + Above, place.Right - right, place.Bottom - (isNamed ? BelowWithName : Below));

    /// <summary>Draws the panel into a part of the page.</summary>
    public void Draw(SKCanvas canvas, SKRect place)
    {
        var padding = new PixelPadding(Left, Right, Horizontal is null ? Below : BelowWithName, Above);
        Plot.Layout.Fixed(padding);
        canvas.Save();
        Plot.Render(canvas, new PixelRect(place.Left, place.Right, place.Bottom, place.Top));
        canvas.Restore();

        var (size, color) = Quiet ? (Style.TextSize, Style.SoftInk) : (Style.CaptionSize, Style.Ink);
        Lettering.Draw(canvas, Caption, new SKPoint(place.Left, place.Top + Style.CaptionSize), size, color.Skia(), bold: !Quiet);
        if (Horizontal is not null)
        {
            var middle = new SKPoint((place.Left + Left + place.Right - Right) / 2, place.Bottom - 12);
            Lettering.Draw(canvas, Horizontal, middle, Style.TextSize, Style.Ink.Skia(), align: SKTextAlign.Center);
        }

        foreach (var note in Notes)
        {
            var at = Plot.GetPixel(new Coordinates(note.X, note.Y));
            Lettering.Draw(canvas, note.Text, new SKPoint(at.X + note.Right, at.Y + note.Down), Style.TextSize, note.Color.Skia(), note.Bold, note.Align);
        }
    }
}

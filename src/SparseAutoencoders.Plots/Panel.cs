using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>A chart on a page, with what its two axes show in words: <see cref="Caption"/> above it for the vertical one.</summary>
internal sealed record Panel(Plot Plot, float Height, string Caption, string? Horizontal)
{
    /// <summary>Space left of the data, for the numbers on the axis.</summary>
    public float Left { get; init; } = 56;

    /// <summary>Space right of the data.</summary>
    public float Right { get; init; } = 10;

    /// <summary>The caption is small: something else above says what the chart shows.</summary>
    public bool Quiet { get; init; }

    /// <summary>Text inside the chart: where in the chart's own numbers, how far from there, and what.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Draws the panel into a part of the page.</summary>
    public void Draw(SKCanvas canvas, SKRect place)
    {
        var padding = new PixelPadding(Left, Right, Horizontal is null ? 32 : 52, 30);
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

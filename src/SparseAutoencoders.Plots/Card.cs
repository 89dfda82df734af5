using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>One chart without title and explanation, narrow enough for a telephone: for pages that have words of their own around it.</summary>
internal static class Card
{
    /// <summary>Marks an axis has room for.</summary>
    public const int Marks = 5;

    private const float Width = 440, Space = 4;

    public static Picture Draw(Panel panel) =>
        new(new SKSize(Width, panel.Height + 2 * Space), Style.Density, canvas => (panel with { Quiet = true }).Draw(canvas, Place(panel.Height)));

    /// <summary>Where on a card its panel is.</summary>
    public static SKRect Place(float height) => SKRect.Create(Space, Space, Width - 2 * Space, height);
}

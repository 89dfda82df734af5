using ScottPlot;
using SkiaSharp;

namespace SparseAutoencoders.Plots;

/// <summary>Text inside a chart.</summary>
/// <param name="X">Where, in the numbers of the horizontal axis.</param>
/// <param name="Y">Where, in the numbers of the vertical axis.</param>
/// <param name="Text">One line.</param>
/// <param name="Color">Its colour.</param>
internal sealed record Note(double X, double Y, string Text, Color Color)
{
    /// <summary>Distance to the right of the place.</summary>
    public float Right { get; init; }

    /// <summary>Distance below the place.</summary>
    public float Down { get; init; }

    public bool Bold { get; init; }

    public SKTextAlign Align { get; init; } = SKTextAlign.Left;
}

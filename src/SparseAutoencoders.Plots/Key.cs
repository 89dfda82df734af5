using ScottPlot;

namespace SparseAutoencoders.Plots;

/// <summary>How a <see cref="Key"/> is drawn.</summary>
internal enum KeyShape
{
    Line,
    Dot,
    Box,
}

/// <summary>One entry of a legend.</summary>
internal sealed record Key(KeyShape Shape, Color Color, string Text);

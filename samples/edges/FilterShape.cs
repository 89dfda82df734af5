using SparseAutoencoders;

namespace Edges;

/// <summary>How a filter lies on its patch.</summary>
/// <param name="Within">Share of its energy, the sum of squared weights, within a quarter of the patch's shorter side of its centre of energy: at most about a fifth of the patch.</param>
/// <param name="Coherence">Of the structure tensor, the sum of the gradient's outer product with itself over the patch: (larger − smaller) / (larger + smaller)
/// of its two eigenvalues. 0 where edges lie in all directions, 1 where all lie in one.</param>
internal readonly record struct FilterShape(double Within, double Coherence)
{
    /// <summary>Most of its energy is in one place.</summary>
    public bool IsLocalised => Within >= 0.6;

    /// <summary>It has one direction.</summary>
    public bool IsOriented => Coherence >= 0.4;

    /// <summary>Measures a filter.</summary>
    /// <param name="filter">(height, width), line after line.</param>
    /// <param name="shape">Of the patch: at least 2 x 2.</param>
    public static FilterShape Of(ReadOnlySpan<double> filter, ImageShape shape)
    {
        double energy = 0, centreY = 0, centreX = 0, xx = 0, xy = 0, yy = 0;
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var own = filter[y * shape.Width + x] * filter[y * shape.Width + x];
                energy += own;
                centreY += own * y;
                centreX += own * x;
                var (across, down) = (Slope(filter, y * shape.Width, 1, x, shape.Width), Slope(filter, x, shape.Width, y, shape.Height));
                xx += across * across;
                xy += across * down;
                yy += down * down;
            }
        }
        if (energy == 0) return default;

        var (within, radius) = (0.0, Math.Min(shape.Height, shape.Width) / 4.0);
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                if (Math.Pow(y - centreY / energy, 2) + Math.Pow(x - centreX / energy, 2) <= radius * radius) within += filter[y * shape.Width + x] * filter[y * shape.Width + x];
            }
        }
        // The eigenvalues are (xx + yy ± √((xx − yy)² + 4 xy²)) / 2.
        return new FilterShape(within / energy, xx + yy == 0 ? 0 : Math.Sqrt((xx - yy) * (xx - yy) + 4 * xy * xy) / (xx + yy));
    }

    // Half the difference of both neighbours; at an edge, the difference to the one there is.
    private static double Slope(ReadOnlySpan<double> filter, int first, int step, int place, int count)
    {
        var (before, after) = (Math.Max(place - 1, 0), Math.Min(place + 1, count - 1));
        return (filter[first + after * step] - filter[first + before * step]) / (after - before);
    }
}

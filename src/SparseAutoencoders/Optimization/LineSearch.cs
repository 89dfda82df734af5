namespace SparseAutoencoders;

/// <summary>A point on a line: the step, the function's value there and its slope along the line.</summary>
internal readonly record struct LinePoint(double Step, double Value, double Slope);

/// <summary>Finds a step along a descent direction that meets the strong Wolfe conditions: the value falls by at least a share of what the
/// slope at 0 promises, and the slope's size falls too.</summary>
/// <remarks>Bracketing, then zooming in with cubic interpolation kept away from the bracket's ends. Source: Nocedal and Wright, "Numerical
/// Optimization" (2006), algorithms 3.5 and 3.6.</remarks>
internal static class LineSearch
{
    private const double SufficientDecrease = 1e-4, Curvature = 0.9, Growth = 3;
    private const int MostTries = 25;

    /// <summary>Searches from step 0.</summary>
    /// <param name="start">The point at step 0; its slope is negative.</param>
    /// <param name="firstStep">Step tried first.</param>
    /// <param name="at">Works out the point at a step.</param>
    /// <param name="found">The point to go to; the last one that was worked out.</param>
    /// <returns>False if no step improves the value: then nothing is to be gained along this line at this precision.</returns>
    public static bool TryFind(LinePoint start, double firstStep, Func<double, LinePoint> at, out LinePoint found)
    {
        var previous = start;
        var step = firstStep;
        LinePoint low, high;
        var tries = 0;
        while (true)
        {
            var point = at(step);
            tries++;
            if (!double.IsFinite(point.Value) || !double.IsFinite(point.Slope))
            {
                // Beyond what numbers hold: the bracket ends here, and its inside is looked at by bisection.
                (low, high) = (previous, point with { Value = double.PositiveInfinity, Slope = 0 });
                break;
            }
            if (!Decreases(start, point) || (tries > 1 && point.Value >= previous.Value))
            {
                (low, high) = (previous, point);
                break;
            }
            if (Math.Abs(point.Slope) <= -Curvature * start.Slope)
            {
                found = point;
                return true;
            }
            if (point.Slope >= 0)
            {
                (low, high) = (point, previous);
                break;
            }
            if (tries >= MostTries)
            {
                found = point;
                return true;
            }
            (previous, step) = (point, step * Growth);
        }

        for (; tries < MostTries; tries++)
        {
            var point = at(Between(low, high));
            if (!Decreases(start, point) || point.Value >= low.Value)
            {
                high = point;
            }
            else
            {
                if (Math.Abs(point.Slope) <= -Curvature * start.Slope)
                {
                    found = point;
                    return true;
                }
                if (point.Slope * (high.Step - low.Step) >= 0) high = low;
                low = point;
            }
            if (Math.Abs(high.Step - low.Step) <= 1e-9 * Math.Max(low.Step, high.Step)) break;
        }

        // The conditions were not met to the letter, but a step that lowers the value is still worth taking.
        found = low.Step > 0 ? at(low.Step) : start;
        return low.Step > 0;
    }

    private static bool Decreases(LinePoint start, LinePoint point) =>
        point.Value <= start.Value + SufficientDecrease * point.Step * start.Slope;      // false for NaN

    /// <summary>Minimum of the cubic through two points' values and slopes, or the middle where that is no help.</summary>
    private static double Between(LinePoint low, LinePoint high)
    {
        var middle = 0.5 * (low.Step + high.Step);
        if (!double.IsFinite(high.Value)) return middle;
        var width = high.Step - low.Step;
        var d1 = low.Slope + high.Slope - 3 * (high.Value - low.Value) / width;
        var square = d1 * d1 - low.Slope * high.Slope;
        if (!(square >= 0)) return middle;
        var d2 = Math.CopySign(Math.Sqrt(square), width);
        var step = high.Step - width * (high.Slope + d2 - d1) / (high.Slope - low.Slope + 2 * d2);
        var share = (step - low.Step) / width;
        return share is > 0.05 and < 0.95 ? step : middle;       // false for NaN as well
    }
}

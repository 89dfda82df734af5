using System.Numerics;

namespace SparseAutoencoders.Plots;

/// <summary>What a picture needs of its input, or the one line that says what is wrong with it.</summary>
internal static class Require
{
    public static void Rho(double rho)
    {
        if (!(rho > 0 && rho < 1))
            throw new ArgumentException($"rho: {rho} is not between 0 and 1. Choose a mean activation such as 0.05.");
    }

    /// <summary>At least one number, none of them NaN or infinite.</summary>
    public static void Finite(IReadOnlyList<double> values, string name)
    {
        if (values.Count == 0) throw new ArgumentException($"{name}: there are none to draw. Give at least one.");
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}: number {i} is {values[i]}, which cannot be drawn. Train with a lower learning rate.");
        }
    }

    /// <summary>Mean activations: at least one, all in [0, 1].</summary>
    public static void MeanActivations(IReadOnlyList<double> values)
    {
        AnyMeanActivations(values);
        for (var l = 0; l < values.Count; l++)
        {
            if (values[l] is < 0 or > 1)
                throw new ArgumentException(
                    $"mean activations: that of unit {l} is {values[l]}, not in [0, 1]. Give the means of sigmoid codes.");
        }
    }

    /// <summary>Mean activations of codes that may have any size: at least one.</summary>
    public static void AnyMeanActivations(IReadOnlyList<double> values) => Finite(values, "mean activations");

    /// <summary>At least one row and column, nothing NaN or infinite, and a size that fits the image.</summary>
    public static void Finite<T>(Matrix<T> matrix, string name, ImageShape? image) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix.Rows == 0 || matrix.Columns == 0)
            throw new ArgumentException($"{name}: there are none to draw. Give at least one row and one column.");
        if (image is { } shape && shape.Size != matrix.Columns)
            throw new ArgumentException(
                $"{name}: a row has {matrix.Columns} numbers, but an image of {shape} has {shape.Size}. Give the shape the rows have.");
        for (var r = 0; r < matrix.Rows; r++)
        {
            var j = matrix.Row(r).IndexOfAnyNonFinite();
            if (j >= 0)
                throw new ArgumentException(
                    $"{name}: row {r}, column {j} is {matrix[r, j]}, which cannot be drawn. Train with a lower learning rate.");
        }
    }

    private static int IndexOfAnyNonFinite<T>(this Span<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var j = 0; j < values.Length; j++)
        {
            if (!T.IsFinite(values[j])) return j;
        }

        return -1;
    }
}

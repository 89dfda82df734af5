using System.Numerics.Tensors;
using SparseAutoencoders;

namespace Meanings;

/// <summary>How well rows are rebuilt.</summary>
internal static class Rebuilding
{
    /// <summary>1 − Σ‖x − x̂‖² / Σ‖x − x̄‖², sums over all rows, x̄ the rows' own mean.</summary>
    /// <param name="rows">(rows, inputs): x.</param>
    /// <param name="rebuilt">(rows, inputs): x̂.</param>
    public static double ExplainedVariance(Matrix<float> rows, Matrix<float> rebuilt)
    {
        var mean = Mean(rows);
        var (left, variance) = (0.0, 0.0);
        for (var r = 0; r < rows.Rows; r++)
        {
            var x = rows.Row(r);
            var y = rebuilt.Row(r);
            for (var j = 0; j < x.Length; j++)
            {
                left += Square((double)x[j] - y[j]);
                variance += Square(x[j] - mean[j]);
            }
        }
        return 1 - left / variance;
    }

    /// <summary>The rows' mean.</summary>
    public static double[] Mean(Matrix<float> rows)
    {
        var mean = new double[rows.Columns];
        for (var r = 0; r < rows.Rows; r++)
        {
            var row = rows.Row(r);
            for (var j = 0; j < row.Length; j++) mean[j] += row[j] / (double)rows.Rows;
        }
        return mean;
    }

    /// <summary>Rows less a row.</summary>
    public static Matrix<float> Less(Matrix<float> rows, double[] mean)
    {
        var less = new Matrix<float>(rows.Rows, rows.Columns);
        for (var r = 0; r < rows.Rows; r++)
        {
            var from = rows.Row(r);
            var to = less.Row(r);
            for (var j = 0; j < to.Length; j++) to[j] = (float)(from[j] - mean[j]);
        }
        return less;
    }

    /// <summary>The number by which rebuilt rows, both less their mean, are best multiplied: the sum of squared differences is then smallest.</summary>
    public static double Factor(Matrix<float> rows, Matrix<float> rebuilt) => Sum(rows, rebuilt) / Sum(rebuilt, rebuilt);

    private static double Sum(Matrix<float> a, Matrix<float> b)
    {
        var sum = 0.0;
        for (var r = 0; r < a.Rows; r++) sum += TensorPrimitives.Dot<float>(a.Row(r), b.Row(r));
        return sum;
    }

    private static double Square(double x) => x * x;
}

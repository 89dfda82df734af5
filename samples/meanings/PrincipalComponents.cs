using SparseAutoencoders;

namespace Meanings;

/// <summary>Directions in which rows differ most, exactly: the covariance's eigenvectors, the largest first.</summary>
internal sealed class PrincipalComponents
{
    private const int MostSweeps = 30;

    private readonly double[] _mean;
    private readonly Matrix<float> _directions;                  // (components, inputs)

    private PrincipalComponents(double[] mean, Matrix<float> directions) => (_mean, _directions) = (mean, directions);

    /// <summary>Finds all components.</summary>
    public static PrincipalComponents Of(Matrix<float> rows)
    {
        var mean = Rebuilding.Mean(rows);
        var less = Rebuilding.Less(rows, mean);
        var product = new Matrix<float>(rows.Columns, rows.Columns);
        MatrixProduct.TransposeMultiply(less, less, product, Workers.Shared);
        var (values, vectors) = Eigen([.. Enumerable.Range(0, product.Rows).Select(i => product.Row(i).ToArray().Select(x => (double)x).ToArray())]);
        var directions = new Matrix<float>(rows.Columns, rows.Columns);
        foreach (var (place, which) in Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Index())
        {
            for (var j = 0; j < values.Length; j++) directions[place, j] = (float)vectors[which][j];
        }
        return new(mean, directions);
    }

    /// <summary>Parts of rows along the components, (rows, components).</summary>
    public Matrix<float> Parts(Matrix<float> rows)
    {
        var parts = new Matrix<float>(rows.Rows, _directions.Rows);
        MatrixProduct.MultiplyByTranspose(Rebuilding.Less(rows, _mean), _directions, parts, Workers.Shared);
        return parts;
    }

    /// <summary>Rows rebuilt from their first parts.</summary>
    public Matrix<float> Rebuild(Matrix<float> parts, int components)
    {
        var (kept, rebuilt) = (new Matrix<float>(parts.Rows, parts.Columns), new Matrix<float>(parts.Rows, _directions.Columns));
        for (var r = 0; r < parts.Rows; r++) parts.Row(r)[..components].CopyTo(kept.Row(r));
        MatrixProduct.Multiply(kept, _directions, rebuilt, Workers.Shared);
        return Rebuilding.Less(rebuilt, [.. _mean.Select(x => -x)]);
    }

    /// <summary>Eigenvalues of a symmetric matrix, and a vector (a row) for each, by turning one pair of axes after the other (Jacobi 1846; Golub and Van Loan, section 8.5).</summary>
    /// <param name="a">Its rows; changed.</param>
    public static (double[] Values, double[][] Vectors) Eigen(double[][] a)
    {
        var n = a.Length;
        double[][] vectors = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1.0 : 0).ToArray())];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var turned = false;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p][q]) <= 1e-12 * Math.Sqrt(Math.Abs(a[p][p] * a[q][q]))) continue;
                    turned = true;
                    var tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
                    var t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + tau * tau));
                    var cosine = 1 / Math.Sqrt(1 + t * t);
                    Turn(a[p], a[q], cosine, t * cosine);
                    for (var i = 0; i < n; i++) (a[i][p], a[i][q]) = (cosine * a[i][p] - t * cosine * a[i][q], t * cosine * a[i][p] + cosine * a[i][q]);
                    Turn(vectors[p], vectors[q], cosine, t * cosine);
                }
            }
            if (!turned) break;
        }
        return ([.. a.Select((row, i) => row[i])], vectors);

        static void Turn(double[] x, double[] y, double cosine, double sine)
        {
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (cosine * x[i] - sine * y[i], sine * x[i] + cosine * y[i]);
        }
    }
}

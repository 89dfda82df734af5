namespace SparseAutoencoders;

/// <summary>Inverse and inverse square root of symmetric positive definite matrices, by iterations that are matrix products.</summary>
internal static class SymmetricRoots
{
    // Both converge quadratically once near; the count before that grows with log(largest / smallest eigenvalue). 100 covers 1e16.
    private const int MostSteps = 100;

    // Of a row's length; the condition is the root of that of a covariance with ε added, so that much fewer steps reach it.
    private const double SmallestResidual = 1e-12;
    private const int MostSolvingSteps = 1000;

    // A square of so many rows and columns and the one across the diagonal stay in the cache together.
#if DEBUG
    private const int TileRows = 2;
#else
    private const int TileRows = 32;
#endif

    /// <summary>A^(−½). Newton and Schulz's coupled iteration on A / ‖A‖: Y → √A, Z → 1/√A. Source: Higham, "Functions of Matrices" (2008),
    /// chapter 6.</summary>
    public static Matrix<double> InverseSquareRoot(Matrix<double> a, ScalingWork work)
    {
        var n = a.Rows;
        var norm = Math.Sqrt(Reductions.SquaredNorm<double>(a.All));
        var y = new Matrix<double>(n, n);
        Elementwise.Map<double, Scale<double>>(a.All, y.All, new Scale<double>(1 / norm));
        var z = Identity(n);
        var t = new Matrix<double>(n, n);
        var spare = new Matrix<double>(n, n);
        var last = double.PositiveInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            work.Multiply(z, y, t);
            var distance = DistanceFromIdentity(t);
            work.Count(0);
            // Converged when the distance no longer falls: what is left is rounding.
            if (distance < 1e-3 && distance >= last / 2) break;
            last = distance;
            Elementwise.Map<double, Scale<double>>(t.All, t.All, new Scale<double>(-0.5));
            for (var i = 0; i < n; i++) t[i, i] += 1.5;
            work.Multiply(y, t, spare);
            (y, spare) = (spare, y);
            work.Multiply(t, z, spare);
            (z, spare) = (spare, z);
        }
        Elementwise.Map<double, Scale<double>>(z.All, z.All, new Scale<double>(1 / Math.Sqrt(norm)));
        Symmetrize(z, work);
        return z;
    }

    /// <summary>A⁻¹. Newton's iteration X → X (2I − A X) from Aᵀ / (‖A‖₁ ‖A‖∞). Source: Ben-Israel and Cohen (1966).</summary>
    public static Matrix<double> Inverse(Matrix<double> a, ScalingWork work)
    {
        var n = a.Rows;
        var sum = 0.0;                                           // ‖A‖₁ = ‖A‖∞ for symmetric A
        for (var i = 0; i < n; i++) sum = Math.Max(sum, Reductions.SumOfMagnitudes<double>(a.Row(i)));
        var x = new Matrix<double>(n, n);
        Elementwise.Map<double, Scale<double>>(a.All, x.All, new Scale<double>(1 / (sum * sum)));
        var t = new Matrix<double>(n, n);
        var spare = new Matrix<double>(n, n);
        var last = double.PositiveInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            work.Multiply(a, x, t);
            var distance = DistanceFromIdentity(t);
            work.Count(0);
            if (distance < 1e-3 && distance >= last / 2) break;
            last = distance;
            Elementwise.Map<double, Scale<double>>(t.All, t.All, new Scale<double>(-1));
            for (var i = 0; i < n; i++) t[i, i] += 2;
            work.Multiply(x, t, spare);
            (x, spare) = (spare, x);
        }
        return x;                                                // not made symmetric: A X is near I to rounding, X A is not
    }

    /// <summary>rows · A⁻¹, in place, without the inverse: conjugate gradients (Hestenes and Stiefel 1952), each row for itself until it has converged, so that its bits do not
    /// depend on the others. For a few rows, or where A differs from a multiple of I in few directions, it is far cheaper.</summary>
    /// <param name="a">Symmetric and positive definite.</param>
    /// <param name="rows">(rows, inputs).</param>
    /// <param name="workers">Threads.</param>
    public static void Solve(Matrix<double> a, Matrix<double> rows, Workers workers)
    {
        var (count, inputs) = (rows.Rows, rows.Columns);
        var (direction, product, solution) = (new Matrix<double>(count, inputs), new Matrix<double>(count, inputs), new Matrix<double>(count, inputs));
        rows.All.CopyTo(direction.All);                          // `rows` becomes what is still missing
        var (squares, enough) = (new double[count], new double[count]);
        for (var r = 0; r < count; r++)
        {
            squares[r] = Reductions.SquaredNorm<double>(rows.Row(r));
            enough[r] = squares[r] * SmallestResidual * SmallestResidual;
        }
        for (var step = 0; step < MostSolvingSteps && Enumerable.Range(0, count).Any(r => squares[r] > enough[r]); step++)
        {
            MatrixProduct.Multiply(direction, a, product, workers);
            for (var r = 0; r < count; r++)
            {
                if (!(squares[r] > enough[r])) continue;
                var length = squares[r] / Reductions.Dot<double>(direction.Row(r), product.Row(r));
                Elementwise.Map<double, AddScaled<double>>(direction.Row(r), solution.Row(r), solution.Row(r), new AddScaled<double>(length));
                Elementwise.Map<double, AddScaled<double>>(product.Row(r), rows.Row(r), rows.Row(r), new AddScaled<double>(-length));
                var left = Reductions.SquaredNorm<double>(rows.Row(r));
                Elementwise.Map<double, AddScaled<double>>(direction.Row(r), rows.Row(r), direction.Row(r), new AddScaled<double>(left / squares[r]));
                squares[r] = left;
            }
        }
        solution.All.CopyTo(rows.All);
    }

    private static Matrix<double> Identity(int n)
    {
        var identity = new Matrix<double>(n, n);
        for (var i = 0; i < n; i++) identity[i, i] = 1;
        return identity;
    }

    private static double DistanceFromIdentity(Matrix<double> a)
    {
        var n = a.Rows;
        for (var i = 0; i < n; i++) a[i, i] -= 1;
        var distance = Math.Sqrt(Reductions.SquaredNorm<double>(a.All));
        for (var i = 0; i < n; i++) a[i, i] += 1;
        return distance;
    }

    /// <summary>Takes from two numbers that lie across the diagonal their mean.</summary>
    public static void Symmetrize(Matrix<double> a, ScalingWork work)
    {
        for (var top = 0; top < a.Rows; top += TileRows)
        {
            for (var left = 0; left <= top; left += TileRows)
            {
                for (var i = top; i < Math.Min(top + TileRows, a.Rows); i++)
                    for (var j = left; j < Math.Min(left + TileRows, i); j++) a[i, j] = a[j, i] = 0.5 * (a[i, j] + a[j, i]);
            }
            work.Count(0);
        }
    }
}

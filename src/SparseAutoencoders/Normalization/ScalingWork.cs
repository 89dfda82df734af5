using System.Diagnostics;

namespace SparseAutoencoders;

/// <summary>What a scaling is worked out with: threads, and products that tell how far they are and can be stopped.</summary>
/// <param name="workers">Threads.</param>
/// <param name="tell">Takes the share that is done, in [0, 1), about ten times a second; not where all takes less than one.</param>
/// <param name="cancellation">Stops within a second, however large a product is.</param>
public sealed class ScalingWork(Workers workers, Action<double>? tell = null, CancellationToken cancellation = default)
{
#if DEBUG
    private const double AtOnce = 100;
#else
    // Multiply-adds between two looks at whether it is to stop: a quarter of a second on one core.
    private const double AtOnce = 1L << 32;
#endif

    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _told = Silent - Pause;
    private double _expected = 1, _done;

    /// <summary>Threads.</summary>
    public Workers Workers => workers;

    /// <summary>The same with other threads.</summary>
    internal ScalingWork With(Workers others) => new(others, tell, cancellation);

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>How many rows are worked on at once where each takes so many multiply-adds.</summary>
    internal static int RowsAtOnce(double operations, int most) => (int)Math.Clamp(AtOnce / operations, 1, most);

    /// <summary>Says how many multiply-adds there will be, as far as can be told.</summary>
    public void Expect(double operations) => _expected = operations;

    /// <summary>Counts multiply-adds that were done.</summary>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Count(double operations)
    {
        cancellation.ThrowIfCancellationRequested();
        _done += operations;
        if (tell is null || _watch.Elapsed - _told < Pause) return;
        _told = _watch.Elapsed;
        tell(Math.Min(_done / _expected, 0.99));
    }

    /// <summary>c = a · b, in parts: the same bits as in one.</summary>
    /// <param name="a">(n, k).</param>
    /// <param name="b">(k, m).</param>
    /// <param name="c">(n, m), in memory of its own.</param>
    public void Multiply(Matrix<double> a, Matrix<double> b, Matrix<double> c) =>
        InParts(a, c, (double)b.Rows * b.Columns, (part, result) => MatrixProduct.Multiply(part, b, result, workers));

    /// <summary>c = a · bᵀ, in parts.</summary>
    /// <param name="a">(n, d).</param>
    /// <param name="b">(k, d).</param>
    /// <param name="c">(n, k), in memory of its own.</param>
    public void MultiplyByTranspose(Matrix<double> a, Matrix<double> b, Matrix<double> c) =>
        InParts(a, c, (double)b.Rows * b.Columns, (part, result) => MatrixProduct.MultiplyByTranspose(part, b, result, workers));

    /// <summary>c = aᵀ · b, or c + aᵀ · b, in parts: the same bits as in one.</summary>
    /// <param name="a">(n, k).</param>
    /// <param name="b">(n, d).</param>
    /// <param name="c">(k, d), in memory of its own.</param>
    /// <param name="accumulate">Whether the product is added to what <paramref name="c"/> holds.</param>
    public void TransposeMultiply(Matrix<double> a, Matrix<double> b, Matrix<double> c, bool accumulate)
    {
        var operations = (double)a.Columns * b.Columns;
        for (var (first, rows) = (0, RowsAtOnce(operations, a.Rows)); first < a.Rows; first += rows)
        {
            var count = Math.Min(rows, a.Rows - first);
            MatrixProduct.TransposeMultiply(Part(a, first, count), Part(b, first, count), c, workers, accumulate || first > 0);
            Count(count * operations);
        }
    }

    private void InParts(Matrix<double> a, Matrix<double> c, double operations, Action<Matrix<double>, Matrix<double>> product)
    {
        for (var (first, rows) = (0, RowsAtOnce(operations, a.Rows)); first < a.Rows; first += rows)
        {
            var count = Math.Min(rows, a.Rows - first);
            product(Part(a, first, count), Part(c, first, count));
            Count(count * operations);
        }
    }

    private static Matrix<double> Part(Matrix<double> matrix, int first, int rows) => matrix.Window(first * matrix.Columns, rows, matrix.Columns);
}

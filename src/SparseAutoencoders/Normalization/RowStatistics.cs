namespace SparseAutoencoders;

/// <summary>Smallest, largest, mean and variance of each input over rows, in one pass.</summary>
/// <remarks>Running means (Welford 1962): no square of a large mean is ever subtracted. Refuses numbers that are not finite.</remarks>
internal sealed class RowStatistics
{
    private const int BlockNumbers = 1 << 18;

    // Six of single precision's 24 bits go into a shift of so many spreads: what is lost is then still less than the network's own rounding.
    private const double MostSpreads = 64;

    private readonly double[] _squares;
    private int _rows;

    public RowStatistics(int width)
    {
        (Min, Max, Mean, _squares) = (new double[width], new double[width], new double[width], new double[width]);
        Array.Fill(Min, double.PositiveInfinity);
        Array.Fill(Max, double.NegativeInfinity);
    }

    public double[] Min { get; }

    public double[] Max { get; }

    public double[] Mean { get; }

    /// <summary>Mean squared distance from the mean (divided by the number of rows). An input that never changes has exactly 0.</summary>
    public double Variance(int input) => Max[input] == Min[input] ? 0 : _squares[input] / _rows;

    /// <exception cref="InvalidDataException">A number is NaN or infinite.</exception>
    public static RowStatistics Of(IRows rows, CancellationToken cancellation)
    {
        var statistics = new RowStatistics(rows.Width);
        var block = new double[Math.Clamp(BlockNumbers / rows.Width, 1, rows.Count) * rows.Width];
        for (var (first, count) = (0, 0); first < rows.Count; first += count)
        {
            cancellation.ThrowIfCancellationRequested();
            count = Math.Min(block.Length / rows.Width, rows.Count - first);
            var part = block.AsSpan(0, count * rows.Width);
            rows.Read(first, part);
            RowCheck.Finite<double>(rows, first, part);
            for (var i = 0; i < part.Length; i += rows.Width) statistics.Add(part.Slice(i, rows.Width));
        }
        return statistics;
    }

    /// <summary>Whether such rows have to be shifted and scaled in double precision: an input that varies lies many spreads from 0, or its numbers are beyond what single
    /// precision holds.</summary>
    /// <param name="shift">One an input.</param>
    /// <param name="scale">One an input.</param>
    public bool NeedDouble(double[] shift, double[] scale) => Enumerable.Range(0, Mean.Length).Any(j =>
        (Max[j] > Min[j] && Math.Abs(shift[j]) * scale[j] > MostSpreads) || Math.Max(-Min[j], Max[j]) > float.MaxValue || !float.IsNormal((float)scale[j]));

    /// <summary>Σ over inputs of the variance.</summary>
    public double TotalVariance => Enumerable.Range(0, Mean.Length).Sum(Variance);

    /// <summary>Takes in one more row.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Mean.Length);
        var share = 1.0 / ++_rows;
        Span<double> low = Min, high = Max, means = Mean, squares = _squares;
        var j = 0;
        for (; j <= row.Length - Vector512<double>.Count; j += Vector512<double>.Count)
        {
            var (min, max, mean, square) = (Elementwise.Load<double>(low, j), Elementwise.Load<double>(high, j), Elementwise.Load<double>(means, j), Elementwise.Load<double>(squares, j));
            Add(Elementwise.Load(row, j), share, ref min, ref max, ref mean, ref square);
            Elementwise.Store(min, low, j);
            Elementwise.Store(max, high, j);
            Elementwise.Store(mean, means, j);
            Elementwise.Store(square, squares, j);
        }
        if (j < row.Length)
        {
            var (min, max, mean, square) = (Elementwise.LoadPart<double>(low, j), Elementwise.LoadPart<double>(high, j), Elementwise.LoadPart<double>(means, j), Elementwise.LoadPart<double>(squares, j));
            Add(Elementwise.LoadPart(row, j), share, ref min, ref max, ref mean, ref square);
            Elementwise.StorePart(min, low, j);
            Elementwise.StorePart(max, high, j);
            Elementwise.StorePart(mean, means, j);
            Elementwise.StorePart(square, squares, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector512<double> x, double share, ref Vector512<double> min, ref Vector512<double> max, ref Vector512<double> mean, ref Vector512<double> square)
    {
        min = Vector512.MinNative(x, min);
        max = Vector512.MaxNative(x, max);
        var before = x - mean;
        mean += before * share;
        square += before * (x - mean);
    }
}

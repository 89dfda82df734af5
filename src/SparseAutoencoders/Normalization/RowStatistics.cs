namespace SparseAutoencoders;

/// <summary>Smallest, largest, mean and variance of each input over rows, in one pass on all threads.</summary>
/// <remarks>Running means (Welford 1962): no square of a large mean is ever subtracted. Each thread has some of the inputs and takes all rows in order, so
/// the sums have one order.</remarks>
public sealed class RowStatistics : IRowTotal<RowStatistics>
{
    // Six of single precision's 24 bits go into a shift of so many spreads: what is lost is then still less than the network's own rounding.
    private const double MostSpreads = 64;

    private readonly double[] _squares, _counts;                 // values that are there; as a double, for it is divided by
    private int _rows;

    /// <param name="width">Inputs of a row.</param>
    /// <param name="gaps">Values may be missing (NaN), and count for nothing.</param>
    internal RowStatistics(int width, bool gaps = false)
    {
        (_squares, _counts, Mean) = (new double[width], new double[gaps ? width : 0], new double[width]);
        (Min, Max) = (Filled(width, double.PositiveInfinity), Filled(width, double.NegativeInfinity));
    }

    /// <summary>Smallest value of each input.</summary>
    public double[] Min { get; }

    /// <summary>Largest value of each input.</summary>
    public double[] Max { get; }

    /// <summary>Mean of each input.</summary>
    public double[] Mean { get; }

    /// <summary>Mean squared distance from the mean (divided by the number of rows). An input that never changes has exactly 0.</summary>
    public double Variance(int input) => Max[input] == Min[input] ? 0 : _squares[input] / _rows;

    /// <summary>Σ over inputs of the variance.</summary>
    public double TotalVariance => Enumerable.Range(0, Mean.Length).Sum(Variance);

    /// <summary>Goes over all rows once.</summary>
    /// <exception cref="InvalidDataException">A number is infinite, or NaN where none may be missing.</exception>
    internal static RowStatistics Of(IRows rows, bool gaps, ScalingWork work)
    {
        var shards = work.Workers.Shards;
        var all = new RowStatistics[shards.Own];
        for (var shard = 0; shard < all.Length; shard++)
        {
            all[shard] = new RowStatistics(rows.Width, gaps);
            foreach (var (first, block) in RowWalk.Blocks<double>(shards, shard, rows, BlockSizes.RowsOf(rows.Width), work.Cancellation))
            {
                if (!gaps) RowCheck.Finite<double>(rows, first, block.All);
                for (var r = 0; gaps && r < block.Rows; r++)
                    if (block.Row(r).ContainsAny(double.PositiveInfinity, double.NegativeInfinity)) RowCheck.Finite<double>(rows, first + r, block.Row(r));
                all[shard].Add(block, work.Workers);
            }
        }
        return shards.Total(all);
    }

    /// <inheritdoc/>
    /// <remarks>Source: Chan, Golub and LeVeque (1979).</remarks>
    void IRowTotal<RowStatistics>.Add(RowStatistics later)
    {
        for (var j = 0; j < Mean.Length; j++)
        {
            var (own, more) = _counts.Length > 0 ? (_counts[j], later._counts[j]) : (_rows, (double)later._rows);
            if (more == 0) continue;
            (Min[j], Max[j]) = (Math.Min(Min[j], later.Min[j]), Math.Max(Max[j], later.Max[j]));
            var between = later.Mean[j] - Mean[j];
            Mean[j] = own == 0 ? later.Mean[j] : Mean[j] + between * (more / (own + more));
            _squares[j] += later._squares[j] + (own == 0 ? 0 : between * between * (own * more / (own + more)));
            if (_counts.Length > 0) _counts[j] += more;
        }
        _rows += later._rows;
    }

    /// <inheritdoc/>
    double[] IRowTotal<RowStatistics>.Numbers() => [_rows, .. Min, .. Max, .. Mean, .. _squares, .. _counts];

    /// <inheritdoc/>
    RowStatistics IRowTotal<RowStatistics>.Of(double[] numbers)
    {
        var (width, place) = (Mean.Length, 1);
        var other = new RowStatistics(width, gaps: numbers.Length > 1 + 4 * width) { _rows = (int)numbers[0] };
        foreach (var list in (double[][])[other.Min, other.Max, other.Mean, other._squares, other._counts])
        {
            numbers.AsSpan(place, list.Length).CopyTo(list);
            place += list.Length;
        }
        return other;
    }

    /// <summary>Whether such rows have to be shifted and scaled in double precision: an input that varies lies many spreads from 0, or its numbers are beyond what single
    /// precision holds.</summary>
    /// <param name="shift">One an input.</param>
    /// <param name="scale">One an input.</param>
    internal bool NeedDouble(double[] shift, double[] scale) => Enumerable.Range(0, Mean.Length).Any(j =>
        (Max[j] > Min[j] && Math.Abs(shift[j]) * scale[j] > MostSpreads) || Math.Max(-Min[j], Max[j]) > float.MaxValue || !float.IsNormal((float)scale[j]));

    /// <summary>The mean of each input's values.</summary>
    /// <exception cref="InvalidDataException">An input has none.</exception>
    internal double[] MeansOfValues(IRows rows) => Array.IndexOf(_counts, 0) is >= 0 and var empty
        ? throw new InvalidDataException($"{rows.PlaceOf(null, empty)}: holds no value in any training row, so there is no mean. Leave the column out (`Exclude`).")
        : Mean;

    /// <summary>Those of the rows once their gaps are filled.</summary>
    /// <param name="fill">What stands for each input's missing values.</param>
    internal RowStatistics Filled(double[] fill)
    {
        var filled = new RowStatistics(Mean.Length) { _rows = _rows };
        for (var j = 0; j < Mean.Length; j++)
        {
            var (missing, off) = (_rows - _counts[j], fill[j] - Mean[j]);
            filled.Mean[j] = Mean[j] + off * missing / _rows;
            filled._squares[j] = _squares[j] + off * off * _counts[j] * missing / _rows;
            filled.Min[j] = missing > 0 ? Math.Min(Min[j], fill[j]) : Min[j];
            filled.Max[j] = missing > 0 ? Math.Max(Max[j], fill[j]) : Max[j];
        }
        return filled;
    }

    /// <summary>Those of some neighbouring inputs.</summary>
    internal RowStatistics Part(int first, int count)
    {
        var part = new RowStatistics(count, _counts.Length > 0) { _rows = _rows };
        foreach (var (from, to) in ((double[], double[])[])[(Min, part.Min), (Max, part.Max), (Mean, part.Mean), (_squares, part._squares), (_counts, part._counts)])
            if (to.Length > 0) from.AsSpan(first, count).CopyTo(to);
        return part;
    }

    /// <summary>Takes in more rows.</summary>
    internal void Add(Matrix<double> rows, Workers workers)
    {
        RowBlocks.Run(workers, Mean.Length, rows.Rows, new Columns(this, rows));
        _rows += rows.Rows;
    }

    private readonly struct Columns(RowStatistics statistics, Matrix<double> rows) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, columns) = RowBlocks.Bounds(task, rows.Columns);
            for (var j = first; j < first + columns; j += Vector512<double>.Count) statistics.Add(rows, j, Math.Min(Vector512<double>.Count, first + columns - j));
        }
    }

    /// <summary>Some neighbouring inputs of all rows: their sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(Matrix<double> rows, int first, int columns)
    {
        var (min, max, mean, squares) = (Load(Min, first, columns), Load(Max, first, columns), Load(Mean, first, columns), Load(_squares, first, columns));
        var gaps = _counts.Length > 0;
        var counts = gaps ? Load(_counts, first, columns) : default;
        for (var r = 0; r < rows.Rows; r++)
        {
            var x = Load(rows.Row(r), first, columns);
            var there = Vector512.Equals(x, x);
            min = Vector512.MinNative(Vector512.ConditionalSelect(there, x, min), min);
            max = Vector512.MaxNative(Vector512.ConditionalSelect(there, x, max), max);
            x = Vector512.ConditionalSelect(there, x, mean);     // what is missing moves nothing
            var before = x - mean;
            if (gaps) counts += Vector512.ConditionalSelect(there, Vector512<double>.One, default);
            mean += gaps ? before / Vector512.Max(counts, Vector512<double>.One) : before * (1.0 / (_rows + r + 1));
            squares += before * (x - mean);
        }
        Store(min, Min, first, columns);
        Store(max, Max, first, columns);
        Store(mean, Mean, first, columns);
        Store(squares, _squares, first, columns);
        if (gaps) Store(counts, _counts, first, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ReadOnlySpan<double> numbers, int first, int count) =>
        count == Vector512<double>.Count ? Elementwise.Load(numbers, first) : Elementwise.LoadPart(numbers[..(first + count)], first);

    private static void Store(Vector512<double> value, Span<double> numbers, int first, int count)
    {
        if (count == Vector512<double>.Count) Elementwise.Store(value, numbers, first);
        else Elementwise.StorePart(value, numbers[..(first + count)], first);
    }

    private static double[] Filled(int count, double value)
    {
        var numbers = new double[count];
        Array.Fill(numbers, value);
        return numbers;
    }
}

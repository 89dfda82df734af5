namespace SparseAutoencoders;

/// <summary>What the codes of many rows tell about each unit, gathered block by block on all threads.</summary>
/// <remarks>Every sum has one order: a unit's goes over rows, a row's over units, one after the other, each on one thread.</remarks>
internal sealed class CodeStatistics(int hiddenUnits) : IRowTotal<CodeStatistics>
{
    private const int Bins = 100;

    private readonly double[] _sums = new double[2 * hiddenUnits];
    private RowStatistics _spread = new(hiddenUnits);
    private readonly long[] _histogram = new long[Bins];
    private long[][] _counts = [];                               // a histogram each block of rows
    private double[] _sparseness = [];                           // of each row
    private int[] _active = [];                                  // units of each row
    private readonly long[] _activeRows = new long[hiddenUnits];
    private long _allActive;
    private double _population;
    private int _rows;

    /// <summary>Σ over rows of each unit's code, then of its square.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Counts of codes over [0, 1].</summary>
    public IReadOnlyList<long> Histogram => _histogram;

    /// <summary>Sparseness of each unit over rows, mean over units.</summary>
    public double LifetimeSparseness => Enumerable.Range(0, hiddenUnits).Average(l => Sparseness(_sums[l], _sums[hiddenUnits + l], _rows));

    /// <summary>Sparseness of each row over units, mean over rows.</summary>
    public double PopulationSparseness => _population / _rows;

    /// <summary>Units above ½ on a row, mean over rows.</summary>
    public double L0 => (double)_allActive / _rows;

    /// <summary>Units above ½ on the row that has fewest.</summary>
    public int L0Min { get; private set; } = int.MaxValue;

    /// <summary>Units above ½ on the row that has most.</summary>
    public int L0Max { get; private set; }

    /// <summary>Share of the rows on which each unit is above ½.</summary>
    public double[] Densities() => [.. _activeRows.Select(active => (double)active / _rows)];

    /// <summary>(E[h²] − ρ̂²) / (ρ̂ − ρ̂²) of each unit; 0 where ρ̂ is not inside (0, 1). From centred sums: a unit that says the same to every row has 0.</summary>
    public double[] Contrasts() => [.. _spread.Mean.Select((mean, l) => mean > 0 && mean < 1 ? _spread.Variance(l) / (mean * (1 - mean)) : 0)];

    /// <summary>ρ̂ of each unit.</summary>
    public double[] Means() => [.. _sums.Take(hiddenUnits).Select(sum => sum / _rows)];

    /// <summary>Takes in more rows.</summary>
    public void Add(Matrix<double> codes, Workers workers)
    {
        var blocks = RowBlocks.Count(codes.Rows);
        if (_counts.Length < blocks) _counts = [.. Enumerable.Range(0, blocks).Select(_ => new long[Bins])];
        if (_sparseness.Length < codes.Rows) (_sparseness, _active) = (new double[codes.Rows], new int[codes.Rows]);
        RowBlocks.Run(workers, codes.Rows, hiddenUnits, new OverUnits(codes, _sparseness, _active, _counts));
        RowBlocks.Run(workers, hiddenUnits, codes.Rows, new OverRows(codes, _sums, _activeRows));
        _spread.Add(codes, workers);
        for (var r = 0; r < codes.Rows; r++)
        {
            _population += _sparseness[r];
            _allActive += _active[r];
            (L0Min, L0Max) = (Math.Min(L0Min, _active[r]), Math.Max(L0Max, _active[r]));
        }
        for (var block = 0; block < blocks; block++)
            for (var bin = 0; bin < Bins; bin++) _histogram[bin] += _counts[block][bin];
        _rows += codes.Rows;
    }

    /// <inheritdoc/>
    public void Add(CodeStatistics later)
    {
        for (var i = 0; i < _sums.Length; i++) _sums[i] += later._sums[i];
        for (var bin = 0; bin < Bins; bin++) _histogram[bin] += later._histogram[bin];
        for (var l = 0; l < hiddenUnits; l++) _activeRows[l] += later._activeRows[l];
        ((IRowTotal<RowStatistics>)_spread).Add(later._spread);
        (_allActive, _population, _rows) = (_allActive + later._allActive, _population + later._population, _rows + later._rows);
        (L0Min, L0Max) = (Math.Min(L0Min, later.L0Min), Math.Max(L0Max, later.L0Max));
    }

    /// <inheritdoc/>
    public double[] Numbers() => [_allActive, _population, _rows, L0Min, L0Max, .. _sums, .. _histogram, .. _activeRows, .. ((IRowTotal<RowStatistics>)_spread).Numbers()];

    /// <inheritdoc/>
    public CodeStatistics Of(double[] numbers)
    {
        var other = new CodeStatistics(hiddenUnits) { _allActive = (long)numbers[0], _population = numbers[1], _rows = (int)numbers[2], L0Min = (int)numbers[3], L0Max = (int)numbers[4] };
        var place = 5;
        for (var i = 0; i < _sums.Length; i++) other._sums[i] = numbers[place++];
        for (var bin = 0; bin < Bins; bin++) other._histogram[bin] = (long)numbers[place++];
        for (var l = 0; l < hiddenUnits; l++) other._activeRows[l] = (long)numbers[place++];
        other._spread = ((IRowTotal<RowStatistics>)_spread).Of(numbers[place..]);
        return other;
    }

    /// <summary>(1 − (Σv/n)² / (Σv²/n)) / (1 − 1/n): 0 for equal values, 1 where one value alone is not 0; 0 for a single value.</summary>
    /// <remarks>Source: Vinje and Gallant, "Sparse coding and decorrelation in primary visual cortex during natural vision" (2000).</remarks>
    public static double Sparseness(double sum, double squares, int count) =>
        count < 2 || squares == 0 ? 0 : (1 - sum / count * (sum / count) / (squares / count)) / (1 - 1.0 / count);

    // Some rows: each one's sparseness over units and its active units, and the counts.
    private readonly struct OverUnits(Matrix<double> codes, double[] sparseness, int[] active, long[][] counts) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            var histogram = counts[task];
            Array.Clear(histogram);
            for (var r = first; r < first + rows; r++)
            {
                var (sum, squares, above) = (0.0, 0.0, 0);
                var row = codes.Row(r);
                foreach (var code in row)
                {
                    sum += code;
                    squares += code * code;
                    above += code > 0.5 ? 1 : 0;
                    histogram[Math.Clamp((int)(code * Bins), 0, Bins - 1)]++;
                }
                (sparseness[r], active[r]) = (Sparseness(sum, squares, row.Length), above);
            }
        }
    }

    // Some neighbouring units: Σ h and Σ h² over rows.
    private readonly struct OverRows(Matrix<double> codes, double[] sums, long[] active) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, codes.Columns);
            var own = sums.AsSpan(first, units);
            var ownSquares = sums.AsSpan(codes.Columns + first, units);
            for (var r = 0; r < codes.Rows; r++)
            {
                var row = codes.Row(r).Slice(first, units);
                Elementwise.Map<double, Add<double>>(row, own, own, default);
                Elementwise.Map<double, AddSquare>(row, ownSquares, ownSquares, default);
                for (var l = 0; l < row.Length; l++) active[first + l] += row[l] > 0.5 ? 1 : 0;
            }
        }
    }

    /// <summary>y + x².</summary>
    private readonly struct AddSquare : IMap2<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<double> Invoke(Vector512<double> x, Vector512<double> y) => y + x * x;
    }
}

namespace SparseAutoencoders;

/// <summary>What the codes of many rows tell about each unit, where most codes are 0.</summary>
/// <param name="hiddenUnits">Hidden units.</param>
/// <param name="sums">Sums over rows that the mechanism has.</param>
/// <param name="asked">Active units of a row that are asked for; null for none.</param>
internal sealed class FewCodesStatistics(int hiddenUnits, int sums, double? asked) : IRowTotal<FewCodesStatistics>
{
    private const int Bins = 100;

    private readonly double[] _sums = new double[sums], _squares = new double[hiddenUnits];
    private readonly long[] _histogram = new long[Bins];
    private double _population;
    private long _active;
    private int _rows;

    /// <summary>The mechanism's sums over rows: Σ of each unit's code, then its active rows, then others.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Counts over [0, 1] of codes that are not 0.</summary>
    public IReadOnlyList<long> Histogram => _histogram;

    /// <summary>Active units of the row with fewest.</summary>
    public int Least { get; private set; } = int.MaxValue;

    /// <summary>Active units of the row with most.</summary>
    public int Most { get; private set; }

    /// <summary>Rows with fewer active units than are asked for.</summary>
    public int Short { get; private set; }

    /// <summary>Active units of a row, mean over rows.</summary>
    public double L0 => (double)_active / _rows;

    /// <summary>Mean code of each unit.</summary>
    public double[] Means() => [.. _sums.Take(hiddenUnits).Select(sum => sum / _rows)];

    /// <summary>Share of the rows on which each unit is active.</summary>
    public double[] Densities() => [.. _sums.Skip(hiddenUnits).Take(hiddenUnits).Select(active => active / _rows)];

    /// <summary>Units that are active on no row.</summary>
    public IReadOnlyList<IdleUnit> Idle() => [.. Enumerable.Range(0, hiddenUnits).Where(l => _sums[hiddenUnits + l] == 0).Select(l => new IdleUnit(l, IdleCause.StuckAtZero))];

    /// <summary>Sparseness of each unit over rows, mean over units.</summary>
    public double LifetimeSparseness => Enumerable.Range(0, hiddenUnits).Average(l => CodeStatistics.Sparseness(_sums[l], _squares[l], _rows));

    /// <summary>Sparseness of each row over units, mean over rows.</summary>
    public double PopulationSparseness => _population / _rows;

    /// <summary>Takes in a pass.</summary>
    public void Add(Pass<double> values)
    {
        var codes = values.SparseCodes!;
        for (var i = 0; i < _sums.Length; i++) _sums[i] += values.UnitSums[i];
        for (var r = 0; r < values.Rows; r++)
        {
            var (sum, squares, count) = (0.0, 0.0, 0);
            for (var place = codes.StartOf(r); place < codes.StartOf(r + 1); place++)
            {
                var code = codes.Values[place];
                if (!(code > 0)) continue;
                (sum, squares, count) = (sum + code, squares + code * code, count + 1);
                _squares[codes.Units[place]] += code * code;
                _histogram[Math.Clamp((int)(code * Bins), 0, Bins - 1)]++;
            }
            _population += CodeStatistics.Sparseness(sum, squares, hiddenUnits);
            if (count < asked) Short++;
            (Least, Most, _active) = (Math.Min(Least, count), Math.Max(Most, count), _active + count);
        }
        _rows += values.Rows;
    }

    /// <inheritdoc/>
    public void Add(FewCodesStatistics later)
    {
        for (var i = 0; i < _sums.Length; i++) _sums[i] += later._sums[i];
        for (var l = 0; l < hiddenUnits; l++) _squares[l] += later._squares[l];
        for (var bin = 0; bin < Bins; bin++) _histogram[bin] += later._histogram[bin];
        (_population, _active, _rows, Short) = (_population + later._population, _active + later._active, _rows + later._rows, Short + later.Short);
        (Least, Most) = (Math.Min(Least, later.Least), Math.Max(Most, later.Most));
    }

    /// <inheritdoc/>
    public double[] Numbers() => [_population, _active, _rows, Least, Most, Short, .. _sums, .. _squares, .. _histogram];

    /// <inheritdoc/>
    public FewCodesStatistics Of(double[] numbers)
    {
        var other = new FewCodesStatistics(hiddenUnits, sums, asked)
        {
            _population = numbers[0],
            _active = (long)numbers[1],
            _rows = (int)numbers[2],
            Least = (int)numbers[3],
            Most = (int)numbers[4],
            Short = (int)numbers[5],
        };
        numbers.AsSpan(6, sums).CopyTo(other._sums);
        numbers.AsSpan(6 + sums, hiddenUnits).CopyTo(other._squares);
        for (var bin = 0; bin < Bins; bin++) other._histogram[bin] = (long)numbers[6 + sums + hiddenUnits + bin];
        return other;
    }
}

namespace SparseAutoencoders;

/// <summary>What the codes of many rows tell about each unit, where most codes are 0.</summary>
/// <param name="hiddenUnits">Hidden units.</param>
/// <param name="sums">Sums over rows that the mechanism has.</param>
/// <param name="asked">Active units of a row that are asked for; null for none.</param>
internal sealed class FewCodesStatistics(int hiddenUnits, int sums, double? asked)
{
    private const int Bins = 100;

    private readonly double[] _sums = new double[sums], _squares = new double[hiddenUnits];
    private readonly long[] _histogram = new long[Bins];
    private double _population;
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
    public double L0 { get; private set; }

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
        var (active, before) = (0L, (long)Math.Round(L0 * _rows));
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
            (Least, Most, active) = (Math.Min(Least, count), Math.Max(Most, count), active + count);
        }
        _rows += values.Rows;
        L0 = (double)(before + active) / _rows;
    }
}

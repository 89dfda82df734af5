namespace SparseAutoencoders;

/// <summary>What the codes of many rows tell about each unit, gathered block by block.</summary>
internal sealed class CodeStatistics(int hiddenUnits)
{
    private const int Bins = 100;

    private readonly double[] _sums = new double[hiddenUnits];
    private readonly double[] _squares = new double[hiddenUnits];
    private readonly long[] _histogram = new long[Bins];
    private double _population;
    private int _rows;

    /// <summary>Σ over rows of each unit's code.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Counts of codes over [0, 1].</summary>
    public IReadOnlyList<long> Histogram => _histogram;

    /// <summary>Sparseness of each unit over rows, mean over units.</summary>
    public double LifetimeSparseness => Enumerable.Range(0, hiddenUnits).Average(l => Sparseness(_sums[l], _squares[l], _rows));

    /// <summary>Sparseness of each row over units, mean over rows.</summary>
    public double PopulationSparseness => _population / _rows;

    /// <summary>ρ̂ of each unit.</summary>
    public double[] Means() => [.. _sums.Select(sum => sum / _rows)];

    /// <summary>Takes in more rows.</summary>
    public void Add(Matrix<double> codes)
    {
        for (var r = 0; r < codes.Rows; r++)
        {
            var (sum, squares) = (0.0, 0.0);
            var row = codes.Row(r);
            for (var l = 0; l < row.Length; l++)
            {
                var code = row[l];
                _sums[l] += code;
                _squares[l] += code * code;
                sum += code;
                squares += code * code;
                _histogram[Math.Min((int)(code * Bins), Bins - 1)]++;
            }
            _population += Sparseness(sum, squares, row.Length);
        }
        _rows += codes.Rows;
    }

    /// <summary>(1 − (Σv/n)² / (Σv²/n)) / (1 − 1/n): 0 for equal values, 1 where one value alone is not 0; 0 for a single value.</summary>
    /// <remarks>Source: Vinje and Gallant, "Sparse coding and decorrelation in primary visual cortex during natural vision" (2000).</remarks>
    public static double Sparseness(double sum, double squares, int count) =>
        count < 2 || squares == 0 ? 0 : (1 - sum / count * (sum / count) / (squares / count)) / (1 - 1.0 / count);
}

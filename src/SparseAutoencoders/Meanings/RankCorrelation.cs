namespace SparseAutoencoders;

/// <summary>Spearman's rank correlation of an activation with a number beside each row; equal ones share their mean rank.</summary>
internal sealed class RankCorrelation
{
    private readonly double[] _ranks;                            // of each row's number, minus the mean rank; 0 for rows without
    private readonly bool[] _known;
    private readonly int _count;
    private readonly double _square;

    /// <param name="numbers">One for each row; NaN for one without.</param>
    public RankCorrelation(double[] numbers)
    {
        _known = [.. numbers.Select(number => !double.IsNaN(number))];
        int[] rows = [.. Enumerable.Range(0, numbers.Length).Where(row => _known[row])];
        double[] keys = [.. rows.Select(row => numbers[row])];
        Array.Sort(keys, rows);
        (_ranks, _count) = (new double[numbers.Length], rows.Length);
        Ties(keys, (begin, end, rank) =>
        {
            for (var i = begin; i < end; i++) _ranks[rows[i]] = rank - Mean;
        });
        foreach (var rank in _ranks) _square += rank * rank;
    }

    private double Mean => (_count + 1) / 2.0;

    /// <summary>The correlation over the rows that have a number; NaN where the activation is the same on all of them.</summary>
    /// <param name="rows">Rows where the activation is not 0.</param>
    /// <param name="values">It itself there, above 0.</param>
    public double Of(int[] rows, float[] values)
    {
        int[] order = [.. Enumerable.Range(0, rows.Length).Where(i => _known[rows[i]])];
        double[] keys = [.. order.Select(i => (double)values[i])];
        Array.Sort(keys, order);
        var zeros = _count - order.Length;
        var (product, square) = (0.0, 0.0);
        var zeroRank = (zeros + 1) / 2.0 - Mean;
        square += zeros * zeroRank * zeroRank;
        var listed = 0.0;                                        // Σ of the listed rows' ranks; those of all together are 0
        Ties(keys, (begin, end, rank) =>
        {
            for (var i = begin; i < end; i++)
            {
                product += (zeros + rank - Mean) * _ranks[rows[order[i]]];
                listed += _ranks[rows[order[i]]];
            }
            square += (end - begin) * (zeros + rank - Mean) * (zeros + rank - Mean);
        });
        product -= zeroRank * listed;
        return square > 0 && _square > 0 ? product / Math.Sqrt(square * _square) : double.NaN;
    }

    /// <summary>Gives each run of equal numbers, and the mean of their ranks from 1.</summary>
    private static void Ties(double[] sorted, Action<int, int, double> give)
    {
        for (var begin = 0; begin < sorted.Length;)
        {
            var end = begin + 1;
            while (end < sorted.Length && sorted[end] == sorted[begin]) end++;
            give(begin, end, (begin + 1 + end) / 2.0);
            begin = end;
        }
    }
}

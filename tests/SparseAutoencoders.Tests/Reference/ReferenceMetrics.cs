namespace SparseAutoencoders.Tests.Reference;

/// <summary>Every metric of docs/maths.md, in plain double loops.</summary>
public static class ReferenceMetrics
{
    /// <summary>1 − Σ‖x − x̂‖² / Σ‖x − x̄‖²; 0 where the rows do not vary.</summary>
    public static double ExplainedVariance(double[,] rows, double[,] output)
    {
        int m = rows.GetLength(0), d = rows.GetLength(1);
        double error = 0, variance = 0;
        for (var j = 0; j < d; j++)
        {
            double mean = 0;
            for (var i = 0; i < m; i++)
                mean += rows[i, j] / m;
            for (var i = 0; i < m; i++)
            {
                error += (rows[i, j] - output[i, j]) * (rows[i, j] - output[i, j]);
                variance += (rows[i, j] - mean) * (rows[i, j] - mean);
            }
        }
        return variance == 0 ? 0 : 1 - error / variance;
    }

    /// <summary>Hidden units whose largest and smallest activation differ by less than 0.01.</summary>
    public static int DeadUnits(double[,] codes)
    {
        var dead = 0;
        for (var l = 0; l < codes.GetLength(1); l++)
        {
            double smallest = 1, largest = 0;
            for (var i = 0; i < codes.GetLength(0); i++)
            {
                smallest = Math.Min(smallest, codes[i, l]);
                largest = Math.Max(largest, codes[i, l]);
            }
            dead += largest - smallest < 0.01 ? 1 : 0;
        }
        return dead;
    }

    /// <summary>L0: hidden units above 0.5 on a row, mean over rows.</summary>
    public static double ActiveUnitsPerRow(double[,] codes)
    {
        double active = 0;
        foreach (var h in codes)
            active += h > 0.5 ? 1 : 0;
        return active / codes.GetLength(0);
    }

    /// <summary>Contrast of each unit: its variance over rows, divided by that of a unit that is only ever 0 or 1 and has the same mean; 0 where the mean is 0 or 1.</summary>
    public static double[] Contrasts(double[,] codes)
    {
        int m = codes.GetLength(0), k = codes.GetLength(1);
        var contrasts = new double[k];
        for (var l = 0; l < k; l++)
        {
            double mean = 0, variance = 0;
            for (var i = 0; i < m; i++)
                mean += codes[i, l] / m;
            for (var i = 0; i < m; i++)
                variance += (codes[i, l] - mean) * (codes[i, l] - mean) / m;
            contrasts[l] = mean is 0 or 1 ? 0 : variance / (mean - mean * mean);
        }
        return contrasts;
    }

    /// <summary>(1 − (Σv/n)² / (Σv²/n)) / (1 − 1/n), Vinje and Gallant 2000; 0 for one value, and for none that differs from 0.</summary>
    public static double Sparseness(IReadOnlyList<double> values)
    {
        double n = values.Count, sum = 0, squares = 0;
        foreach (var v in values)
        {
            sum += v;
            squares += v * v;
        }
        return n == 1 || squares == 0 ? 0 : (1 - sum / n * (sum / n) / (squares / n)) / (1 - 1 / n);
    }

    /// <summary>Sparseness of each unit over rows, mean over units.</summary>
    public static double LifetimeSparseness(double[,] codes) =>
        Enumerable.Range(0, codes.GetLength(1))
            .Average(l => Sparseness([.. Enumerable.Range(0, codes.GetLength(0)).Select(i => codes[i, l])]));

    /// <summary>Sparseness of each row over units, mean over rows.</summary>
    public static double PopulationSparseness(double[,] codes) =>
        Enumerable.Range(0, codes.GetLength(0))
            .Average(i => Sparseness([.. Enumerable.Range(0, codes.GetLength(1)).Select(l => codes[i, l])]));

    /// <summary>|ρ̂ − ρ| / ρ of each unit.</summary>
    public static double[] RhoDeviations(IReadOnlyList<double> means, double rho) => [.. means.Select(q => Math.Abs(q - rho) / rho)];
}

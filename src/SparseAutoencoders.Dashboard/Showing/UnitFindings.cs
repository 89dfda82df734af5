using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What one unit does over all rows.</summary>
public sealed record UnitFindings
{
    /// <summary>Which unit.</summary>
    public required int Unit { get; init; }

    /// <summary>Most of its codes are 0 (<see cref="SparsityOptions.CodesAreSparse"/>): what is said of its activations is said of those that are not.</summary>
    public bool CodesAreSparse { get; init; }

    /// <summary>Share of the rows on which it is active.</summary>
    public required double Density { get; init; }

    /// <summary>Mean activation.</summary>
    public required double MeanActivation { get; init; }

    /// <summary>Smallest activation.</summary>
    public required double Least { get; init; }

    /// <summary>Largest activation.</summary>
    public required double Most { get; init; }

    /// <summary>Lifetime sparseness of this unit: 0 where it answers to all rows alike, 1 where to one alone.</summary>
    public required double Selectivity { get; init; }

    /// <summary>Largest |cosine| of its decoder row with that of another unit; NaN where that is not asked for.</summary>
    public double Similarity { get; init; } = double.NaN;

    /// <summary>Where the last bin of <see cref="Histogram"/> ends: 1, unless most codes are 0.</summary>
    public double Reach { get; init; } = 1;

    /// <summary>Counts of activations over [0, 1] in <see cref="Findings.Bins"/> equal bins; what lies beyond is in the first or the last. Where most codes are 0: of those that are not,
    /// over (0, <see cref="Reach"/>].</summary>
    public required IReadOnlyList<long> Histogram { get; init; }

    /// <summary>The rows that excite it most, the strongest first; where most codes are 0, of those on which it is active.</summary>
    public required IReadOnlyList<RowActivation> Top { get; init; }

    /// <summary>A row at each of <see cref="Findings.Quantiles"/> of its activations; where most codes are 0, of those that are not, and none for a unit that is never active.</summary>
    public required IReadOnlyList<RowActivation> Spread { get; init; }

    /// <summary>Varies by less than 0.01, or is active on no row where most codes are 0: carries nothing.</summary>
    public bool Dead => CodesAreSparse ? !(Most > 0) : Most - Least < 0.01;

    /// <summary>How its activations lie between 0 and 1, in words. A unit is called 0-or-1 if rows at both ends are the most of them: where hardly any
    /// is at one end, those that are not at the other are between. Where most codes are 0: how many are, and where the others lie.</summary>
    internal string Verdict
    {
        get
        {
            if (CodesAreSparse)
            {
                return Dead ? "It is active on no row."
                    : $"{(Density == 1 ? "It is active on every row." : $"It is 0 on {Ticks.Percent(1 - Density)} of the rows, which are left out here.")} Where it is active, about half of its activations are above {Ticks.Short(Middle)}, and the largest is {Ticks.Short(Most)}.";
            }
            var (low, between, high) = ActivationHistogram.Shares(Histogram);
            var verdict = Dead ? "Dead: it says the same to every row."
                : Most > 1 ? $"Up to {Ticks.Short(Most)}."
                : between >= 0.3 ? "Graded: often in between."
                : Math.Min(low, high) < between ? low > high ? $"Near 0 on most rows, and {Seldom(high)} near 1." : $"Near 1 on most rows, and {Seldom(low)} near 0."
                : between < 0.1 ? "Nearly 0-or-1." : "Mostly 0-or-1.";
            return $"{verdict} {Ticks.Percent(low)} of rows below 0.1, {Ticks.Percent(between)} between, {Ticks.Percent(high)} from 0.9 on.";

            static string Seldom(double share) => share == 0 ? "never" : "seldom";
        }
    }

    private double Middle => Spread.Count > 0 ? Spread[Findings.Quantiles.Index().First(quantile => quantile.Item == 0.5).Index].Activation : 0;
}

/// <summary>A unit's activation on a row.</summary>
public readonly record struct RowActivation(int Row, float Activation);

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What one unit does over all rows.</summary>
public sealed record UnitFindings
{
    /// <summary>Which unit.</summary>
    public required int Unit { get; init; }

    /// <summary>ρ̂.</summary>
    public required double MeanActivation { get; init; }

    /// <summary>Smallest activation.</summary>
    public required double Least { get; init; }

    /// <summary>Largest activation.</summary>
    public required double Most { get; init; }

    /// <summary>Lifetime sparseness of this unit: 0 where it answers to all rows alike, 1 where to one alone.</summary>
    public required double Selectivity { get; init; }

    /// <summary>Counts of activations over [0, 1] in <see cref="Findings.Bins"/> equal bins.</summary>
    public required IReadOnlyList<long> Histogram { get; init; }

    /// <summary>The rows that excite it most, the strongest first.</summary>
    public required IReadOnlyList<RowActivation> Top { get; init; }

    /// <summary>A row at each of <see cref="Findings.Quantiles"/> of its activations.</summary>
    public required IReadOnlyList<RowActivation> Spread { get; init; }

    /// <summary>Varies by less than 0.01: carries nothing.</summary>
    public bool Dead => Most - Least < 0.01;
}

/// <summary>A unit's activation on a row.</summary>
public readonly record struct RowActivation(int Row, float Activation);

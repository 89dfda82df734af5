namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What was found out about a model by putting rows through it.</summary>
public sealed record Findings
{
    /// <summary>Bins of a unit's histogram.</summary>
    public const int Bins = 50;

    /// <summary>Rows kept of those that excite a unit most.</summary>
    public const int Strongest = 16;

    /// <summary>Where a unit's activations, in order, are looked at.</summary>
    public static IReadOnlyList<double> Quantiles { get; } = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.995];

    /// <summary>The figures, as <see cref="SparseAutoencoder.Evaluate(IRows, CancellationToken)"/> gives them.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>What is wrong with the model, if anything, the worst first: <see cref="SparseAutoencoder.Findings"/>.</summary>
    public required IReadOnlyList<string> OfModel { get; init; }

    /// <summary>One entry a unit.</summary>
    public required IReadOnlyList<UnitFindings> Units { get; init; }

    /// <summary>Rows by their score, the highest first: those that are rebuilt worst.</summary>
    public required IReadOnlyList<RowScore> Scores { get; init; }

    /// <summary>Where each input's values lie. One entry an input.</summary>
    public required IReadOnlyList<InputSpread> Inputs { get; init; }

    /// <summary>Largest activation of all.</summary>
    public double Most => Units.Max(unit => unit.Most);

    /// <summary>How far a unit's mean activation is from the one asked for, relative to it: |ρ̂ − ρ| / ρ. Null where none is asked for.</summary>
    public double? Deviation(int unit) => Evaluation.Sparsity.MeanActivationAsked is { } asked ? Math.Abs(Units[unit].MeanActivation - asked) / asked : null;
}

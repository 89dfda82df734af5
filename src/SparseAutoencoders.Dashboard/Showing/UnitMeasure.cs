namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Something units can be put in order by.</summary>
/// <param name="Key">In addresses.</param>
/// <param name="Name">In words.</param>
/// <param name="Help">What it means.</param>
/// <param name="NeedsRows">Only known once rows have gone through the model.</param>
public sealed record UnitMeasure(string Key, string Name, string Help, bool NeedsRows)
{
    public static UnitMeasure Number { get; } = new("number", "number", "the unit's number", false);

    public static UnitMeasure MeanActivation { get; } = new("mean", "mean activation ρ̂", "its mean activation over all rows", true);

    public static UnitMeasure Deviation { get; } = new("deviation", "deviation from ρ", "|ρ̂ − ρ| / ρ", true);

    public static UnitMeasure Density { get; } = new("density", "density", "the share of the rows on which it is active", true);

    public static UnitMeasure Most { get; } = new("most", "largest activation", "its largest activation over all rows", true);

    public static UnitMeasure Alike { get; } = new("alike", "decoder similarity", "the largest |cosine| of what it writes with what another unit writes", true);

    public static UnitMeasure Selectivity { get; } = new("selectivity", "selectivity", "how unevenly it answers over rows: 0 all alike, 1 one row alone", true);

    public static UnitMeasure Norm { get; } = new("norm", "weight norm", "‖W_e[l]‖", false);

    public static UnitMeasure LabelTold { get; } = new("f1", "F1 of its label", "how well it tells the label that it tells best", true);

    public static UnitMeasure Similarity { get; } = new("similarity", "similarity to a unit", "cosine of what it writes with what the unit given writes", false);

    /// <summary>Those that a mechanism's units have.</summary>
    public static IReadOnlyList<UnitMeasure> Of(SparsityOptions sparsity)
    {
        ArgumentNullException.ThrowIfNull(sparsity);
        if (sparsity.CodesAreSparse) return [Number, Density, Most, Alike, Norm, Similarity];
        UnitMeasure[] means = sparsity.MeanActivationAsked is null ? [MeanActivation with { Name = "mean activation" }] : [MeanActivation, Deviation];
        return [Number, .. means, Selectivity, Norm, Similarity];
    }

    /// <summary>Its value for every unit; null where it is not known yet.</summary>
    public double[]? Values(ShownModel model, Findings? findings, int near, Meanings? meanings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (this == LabelTold) return meanings is null ? null : [.. meanings.Units.Select(unit => unit.Label?.F1 ?? 0)];
        if (NeedsRows && findings is null) return null;
        return this == Similarity ? model.Similarities(near) : [.. Enumerable.Range(0, model.Units).Select(Of)];

        double Of(int l) => Key switch
        {
            "deviation" => findings!.Deviation(l) ?? double.NaN,
            "norm" => model.Norm(l),
            "number" => l,
            _ => ValueOf(findings!.Units[l]),
        };
    }

    /// <summary>Its value for a unit, where putting rows through the model tells it.</summary>
    internal double ValueOf(UnitFindings unit) => Key switch
    {
        "mean" => unit.MeanActivation,
        "density" => unit.Density,
        "most" => unit.Most,
        "alike" => unit.Similarity,
        "selectivity" => unit.Selectivity,
        _ => double.NaN,
    };
}

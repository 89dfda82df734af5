using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>What the pages say of a mechanism: the letters of its formulas where a mean activation is asked for, plain words elsewhere.</summary>
/// <param name="Sparsity">The mechanism; null where it is not known.</param>
internal sealed record SparsityWords(SparsityOptions? Sparsity)
{
    /// <summary>Mean activation asked for; null where none is.</summary>
    public double? Asked => Sparsity?.MeanActivationAsked;

    /// <summary>What a unit's mean activation costs, beside the one that costs nothing; null where there is no such penalty.</summary>
    public (double Asked, Func<double, double> Penalty)? Curve => (Asked, Sparsity?.PenaltyOfMean) is ({ } asked, { } penalty) ? (asked, penalty) : null;

    /// <summary>A unit's mean activation.</summary>
    public string Mean => Asked is null ? "mean activation" : UnitMeasure.MeanActivation.Name;

    /// <summary>The same with few letters.</summary>
    public string ShortMean => Asked is null ? "mean" : "ρ̂";

    /// <summary>Beside a mean activation: what was asked for.</summary>
    public string AskedFor(string otherwise) => Asked is { } asked ? $"asked for: ρ = {Words.Number(asked)}" : otherwise;

    /// <summary>What is minimised.</summary>
    public string Objective => Asked is null ? "L + sparsity + λ-term" : "L + βΩ + λ-term";

    /// <summary>What sparsity costs.</summary>
    public (string Name, string Symbol, string Note) Penalty => Asked is null ? ("Sparsity penalty", "penalty", "What the codes’ sparsity costs.") : ("Sparsity penalty Ω", "Ω", "0 where every unit’s ρ̂ is ρ.");

    /// <summary>The cards of penalty, weight decay and mean activation.</summary>
    public IReadOnlyList<(string Name, string Value, string Help)> Cards(double penalty, double weighted, double weightDecay, double objective, double meanActivation) =>
    [
        (Asked is null ? "sparsity penalty" : "penalty Ω", Words.Number(penalty), $"{(Asked is null ? "in the objective:" : "βΩ =")} {Words.Number(weighted)}"),
        ("λ-term", Words.Number(weightDecay), $"objective {Words.Number(objective)}"),
        (Mean, Words.Number(meanActivation), AskedFor("mean over units")),
    ];

    /// <summary>The mechanism's own figures as cards. One that is called as the one before it, a comma and something more stands on that one's card.</summary>
    /// <param name="values">One value a figure.</param>
    public IReadOnlyList<(string Name, string Value, string Help)> Cards(IReadOnlyList<double> values)
    {
        var cards = new List<(string Name, string Value, string Help)>();
        foreach (var (figure, value) in (Sparsity?.Figures ?? []).Zip(values))
        {
            var text = figure.IsShare ? Words.Deviation(value) : figure.IsWhole && double.IsFinite(value) ? Words.Count((long)value) : Words.Number(value);
            if (cards is [.., var before] && figure.Title.StartsWith(before.Name + ", ", StringComparison.Ordinal)) cards[^1] = before with { Help = $"{figure.Title[(before.Name.Length + 2)..]} {text}" };
            else cards.Add((figure.Title, text, figure.Summary));
        }
        return cards;
    }
}

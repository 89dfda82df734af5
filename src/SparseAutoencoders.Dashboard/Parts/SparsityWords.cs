using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>What the pages say of a mechanism: the letters of its formulas where a mean activation is asked for, plain words elsewhere.</summary>
/// <param name="Sparsity">The mechanism; null where it is not known.</param>
internal sealed record SparsityWords(SparsityOptions? Sparsity)
{
    /// <summary>Mean activation asked for; null where none is.</summary>
    public double? Asked => Sparsity?.MeanActivationAsked;

    /// <summary>Most codes are 0: of units their density is told, of rows their active units.</summary>
    public bool CodesAreSparse => Sparsity is { CodesAreSparse: true };

    /// <summary>What a unit's mean activation costs, beside the one that costs nothing; null where there is no such penalty.</summary>
    public (double Asked, Func<double, double> Penalty)? Curve => (Asked, Sparsity?.PenaltyOfMean) is ({ } asked, { } penalty) ? (asked, penalty) : null;

    /// <summary>A unit's mean activation.</summary>
    public string Mean => Asked is null ? "mean activation" : UnitMeasure.MeanActivation.Name;

    /// <summary>The same with few letters.</summary>
    public string ShortMean => Asked is null ? "mean" : "ρ̂";

    /// <summary>Beside a mean activation: what was asked for.</summary>
    public string AskedFor(string otherwise) => Asked is { } asked ? $"asked for: ρ = {Words.Number(asked)}" : otherwise;

    /// <summary>An activation: those between 0 and 1 with three decimals.</summary>
    public string Activation(double value) => CodesAreSparse ? Words.Number(value) : Words.Unit(value);

    /// <summary>What is minimised.</summary>
    public string Objective => CodesAreSparse ? "L + sparsity + AuxK + λ-term" : Asked is null ? "L + sparsity + λ-term" : "L + βΩ + λ-term";

    /// <summary>What sparsity costs.</summary>
    public (string Name, string Symbol, string Note) Penalty => Asked is null ? ("Sparsity penalty", "penalty", "What the codes’ sparsity costs.") : ("Sparsity penalty Ω", "Ω", "0 where every unit’s ρ̂ is ρ.");

    /// <summary>The cards of penalty, weight decay and mean activation.</summary>
    public IReadOnlyList<(string Name, string Value, string Help)> Cards(double penalty, double weighted, double weightDecay, double objective, double meanActivation) =>
    [
        (Asked is null ? "sparsity penalty" : "penalty Ω", Words.Number(penalty), $"{(Asked is null ? "in the objective:" : "βΩ =")} {Words.Number(weighted)}"),
        ("λ-term", Words.Number(weightDecay), $"objective {Words.Number(objective)}"),
        (Mean, Words.Number(meanActivation), AskedFor("mean over units")),
    ];

    /// <summary>All figures of a model as cards, but for sizes and time: what is explained first, no loss that is 0, and on the card of a figure what is called as it and a word more.</summary>
    public static IReadOnlyList<(string Name, string Value, string Help)> Cards(Evaluation evaluation)
    {
        var cards = new List<(string Name, string Value, string Help)>();
        var whole = evaluation.LossTotal == evaluation.LossReconstruction;
        foreach (var metric in evaluation.Metrics.OrderBy(metric => metric.Key == "explained_variance" ? 0 : 1))
        {
            if (metric.Key is "rows" or "inputs" or "hidden_units" or "seconds" or "rows_per_second" || (metric.Key == "loss_total" && whole)) continue;
            var value = metric.Read(evaluation);
            if (value == 0 && metric.Key.StartsWith("loss_", StringComparison.Ordinal)) continue;
            var (name, text) = (metric.Key.Replace('_', ' '), metric.IsShare ? Words.Deviation(value) : metric.Whole ? Words.Count((long)value) : Words.Number(value));
            if (cards is [.., var before] && name.StartsWith(before.Name + " ", StringComparison.Ordinal)) cards[^1] = before with { Help = $"{before.Help}; {name[(before.Name.Length + 1)..]} {text}" };
            else cards.Add((name, text, metric.Summary));
        }
        return cards;
    }

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

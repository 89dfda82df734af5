namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>The units of two models, matched one to one by their weights: <see cref="SparseAutoencoder.MatchUnits"/>.</summary>
internal sealed class MatchedUnits
{
    /// <param name="first">The first model.</param>
    /// <param name="second">The second, which takes the same rows.</param>
    public MatchedUnits(SparseAutoencoder first, SparseAutoencoder second)
    {
        var pairs = first.MatchUnits(second).OrderByDescending(pair => pair.Decoder + pair.Encoder).ThenBy(pair => pair.First).ToArray();
        (Pairs, FoundAgain) = (pairs.Length, pairs.Count(pair => pair.IsFoundAgain));
        All =
        [
            .. pairs.Select(pair => new MatchedUnit(pair.First, pair.Second, pair)),
            .. Enumerable.Range(0, first.HiddenUnits).Except(pairs.Select(pair => pair.First)).Select(unit => new MatchedUnit(unit, null, null)),
            .. Enumerable.Range(0, second.HiddenUnits).Except(pairs.Select(pair => pair.Second)).Select(unit => new MatchedUnit(null, unit, null)),
        ];
        (AloneOfFirst, AloneOfSecond) = (first.HiddenUnits - Pairs, second.HiddenUnits - Pairs);
    }

    /// <summary>Every unit once: the pairs, the most alike first; then the first model's units without a partner, then the second's.</summary>
    public IReadOnlyList<MatchedUnit> All { get; }

    /// <summary>How many are pairs; they come first in <see cref="All"/>.</summary>
    public int Pairs { get; }

    /// <summary>Units of the first model that the second has found again: <see cref="UnitPair.IsFoundAgain"/>.</summary>
    public int FoundAgain { get; }

    /// <summary>Units of the first model without a partner.</summary>
    public int AloneOfFirst { get; }

    /// <summary>Units of the second model without a partner.</summary>
    public int AloneOfSecond { get; }
}

/// <summary>A pair of units, or one without a partner.</summary>
/// <param name="First">Unit of the first model, or null.</param>
/// <param name="Second">Unit of the second model, or null.</param>
/// <param name="Pair">How alike they are; null for one alone.</param>
internal sealed record MatchedUnit(int? First, int? Second, UnitPair? Pair);

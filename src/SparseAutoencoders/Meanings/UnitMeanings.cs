namespace SparseAutoencoders;

/// <summary>Describes hidden units from the codes of rows and from what is written beside the rows.</summary>
internal static class UnitMeanings
{
    /// <param name="codes">(rows, hidden units).</param>
    /// <param name="activeAbove">A unit is active above it.</param>
    /// <param name="captions">A text a row; null for none.</param>
    /// <param name="labels">A label a row; null for none.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="progress">Told the share of the rows that are read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A description a unit.</returns>
    /// <exception cref="InvalidDataException">The labels are of no use.</exception>
    public static IReadOnlyList<UnitMeaning> Of(IRows codes, double activeAbove, IRowTexts? captions, IRowTexts? labels, MeaningOptions options, Action<double>? progress, CancellationToken cancellation)
    {
        options.Check();
        var known = labels is null ? null : RowLabels.Of(labels, cancellation);
        var words = captions is null || options.Words == 0 ? null : new CaptionWords(captions, cancellation);
        var scores = known is { Numbers: null } ? new LabelScores(known) : null;
        var ranks = known?.Numbers is { } numbers ? new RankCorrelation(numbers) : null;
        var meanings = new UnitMeaning[codes.Width];
        ActiveRows.ForEach(codes, units => Parallel.ForEach(units, new ParallelOptions { CancellationToken = cancellation }, () => words is null ? null : new WordScores(words), (unit, _, found) =>
        {
            meanings[unit.Unit] = Describe(unit, codes.Count, activeAbove, found, scores, ranks, options);
            return found;
        }, _ => { }), progress, cancellation);
        return meanings;
    }

    private static UnitMeaning Describe(ActiveRows.OfUnit unit, int rows, double activeAbove, WordScores? words, LabelScores? scores, RankCorrelation? ranks, MeaningOptions options)
    {
        int[] active = [.. Enumerable.Range(0, unit.Rows.Length).Where(i => unit.Values[i] > activeAbove)];
        var (activeRows, activations) = (new int[active.Length], new float[active.Length]);
        var sum = 0.0;
        for (var i = 0; i < active.Length; i++)
        {
            (activeRows[i], activations[i]) = (unit.Rows[active[i]], unit.Values[active[i]]);
            sum += activations[i];
        }
        return new UnitMeaning
        {
            Unit = unit.Unit,
            ActiveRows = active.Length,
            ActiveShare = (double)active.Length / rows,
            ActivationMean = active.Length == 0 ? 0 : sum / active.Length,
            ActivationMax = unit.Values.DefaultIfEmpty().Max(),
            Rows = [.. Enumerable.Range(0, unit.Rows.Length).OrderByDescending(i => unit.Values[i]).Take(options.Rows).Select(i => unit.Rows[i])],
            Words = words?.Of(activeRows, activations, options.Words) ?? [],
            Label = scores?.Best(unit.Rows, unit.Values),
            Labels = scores?.Shares(activeRows, options.Labels) ?? [],
            RankCorrelation = ranks?.Of(unit.Rows, unit.Values) ?? double.NaN,
        };
    }
}

namespace SparseAutoencoders;

/// <summary>What is done to rows before the network sees them, as a model keeps it.</summary>
/// <param name="Fill">What stands for each input's missing values; null where none may be missing.</param>
/// <param name="Normalizer">The scaling; null for none.</param>
internal sealed record InputPreparation(double[]? Fill, Normalizer? Normalizer)
{
    /// <summary>Works out both from training rows, rounded as a file in the model's precision holds them: one pass over them, and one more to whiten.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="imputation">What stands for missing values.</param>
    /// <param name="scaling">How rows are scaled.</param>
    /// <param name="single">The model is in single precision.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    /// <returns>And what the rows are like, gaps filled and not yet scaled.</returns>
    /// <exception cref="InvalidDataException">A number is not finite, an input has no value in any row, or the scaling cannot be worked out.</exception>
    public static (InputPreparation Preparation, RowStatistics Statistics) Fit(IRows rows, Imputation imputation, ScalingOptions scaling, bool single, ScalingWork work)
    {
        scaling.Expect(rows, work);
        var gaps = imputation != Imputation.None;
        var statistics = RowStatistics.Of(rows, gaps, work);
        var means = gaps ? statistics.MeansOfValues(rows) : null;
        if (!single) return Scaled(means);
        var rounded = Scaled(means is null ? null : [.. means.Select(mean => (double)(float)mean)]);
        // A mean that lies many spreads from 0 is far from the rows once it is rounded.
        if (means is not null && rounded.Preparation.Normalizer is { IsWide: true }) rounded = Scaled(means);
        return rounded with { Preparation = rounded.Preparation with { Normalizer = rounded.Preparation.Normalizer?.ForSingle() } };

        (InputPreparation Preparation, RowStatistics Statistics) Scaled(double[]? fill)
        {
            var filled = fill is null ? statistics : statistics.Filled(fill);
            return (new(fill, scaling.Fit(fill is null ? rows : new FilledRows(rows, fill), filled, work)), filled);
        }
    }

    /// <summary>Rows without gaps, if they may have any.</summary>
    public IRows Filled(IRows rows) => Fill is null ? rows : new FilledRows(rows, Fill);
}

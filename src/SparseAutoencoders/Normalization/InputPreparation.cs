namespace SparseAutoencoders;

/// <summary>What is done to rows before the network sees them, as a model keeps it.</summary>
/// <param name="Fill">What stands for each input's missing values; null where none may be missing.</param>
/// <param name="Normalizer">The scaling; null for none.</param>
internal sealed record InputPreparation(double[]? Fill, Normalizer? Normalizer)
{
    /// <summary>Works out both from training rows, rounded as a file in the model's precision holds them.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="imputation">What stands for missing values.</param>
    /// <param name="scaling">How rows are scaled.</param>
    /// <param name="single">The model is in single precision.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    /// <exception cref="InvalidDataException">A number is not finite, an input has no value in any row, or the scaling cannot be worked out.</exception>
    public static InputPreparation Fit(IRows rows, Imputation imputation, ScalingOptions scaling, bool single, ScalingWork work)
    {
        var means = FilledRows.Fit(rows, imputation, work.Cancellation);
        if (!single) return Scaled(means);
        var rounded = Scaled(means is null ? null : [.. means.Select(mean => (double)(float)mean)]);
        // A mean that lies many spreads from 0 is far from the rows once it is rounded.
        if (means is not null && rounded.Normalizer is { IsWide: true }) rounded = Scaled(means);
        return rounded with { Normalizer = rounded.Normalizer?.ForSingle() };

        InputPreparation Scaled(double[]? fill) => new(fill, scaling.Fit(fill is null ? rows : new FilledRows(rows, fill), work));
    }

    /// <summary>Rows without gaps, if they may have any.</summary>
    public IRows Filled(IRows rows) => Fill is null ? rows : new FilledRows(rows, Fill);
}

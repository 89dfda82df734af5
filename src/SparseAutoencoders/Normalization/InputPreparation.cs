namespace SparseAutoencoders;

/// <summary>What is done to rows before the network sees them, as a model keeps it.</summary>
/// <param name="Fill">What stands for each input's missing values; null where none may be missing.</param>
/// <param name="Normalizer">The scaling; null for none.</param>
internal sealed record InputPreparation(double[]? Fill, Normalizer? Normalizer)
{
    /// <summary>How each row is scaled by itself, before all are scaled alike; null for not at all.</summary>
    public RowScaling? Each { get; init; }

    /// <summary>What is done to targets; null where rows have none.</summary>
    public InputPreparation? Targets { get; init; }

    /// <summary>What was done to what the outputs are compared with.</summary>
    public InputPreparation Outputs => Targets ?? this;

    /// <summary>Works out both from training rows, rounded as a file in the model's precision holds them: one pass over them, and one more to whiten.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="imputation">What stands for missing values.</param>
    /// <param name="scaling">How rows are scaled.</param>
    /// <param name="single">The model is in single precision.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    /// <returns>And what the rows are like, targets left out, gaps filled and not yet scaled.</returns>
    /// <exception cref="InvalidDataException">A number is not finite, an input has no value in any row, or the scaling cannot be worked out.</exception>
    public static (InputPreparation Preparation, RowStatistics Statistics) Fit(IRows rows, Imputation imputation, ScalingOptions scaling, bool single, ScalingWork work)
    {
        scaling.Expect(rows, work);
        var (gaps, inputs) = (imputation != Imputation.None, rows.Width - rows.TargetWidth);
        var statistics = RowStatistics.Of(rows, gaps, work);
        if (rows.TargetWidth == 0) return Fit(rows, statistics, gaps, scaling, single, work);
        var (preparation, ofInputs) = Fit(rows.Inputs(), statistics.Part(0, inputs), gaps, scaling, single, work);
        var (ofTargets, _) = Fit(rows.Targets(), statistics.Part(inputs, rows.TargetWidth), gaps, scaling, single, work);
        return (preparation with { Targets = ofTargets }, ofInputs);
    }

    /// <summary>Rows without gaps, if they may have any.</summary>
    public IRows Filled(IRows rows) => Fill is null ? rows : new FilledRows(rows, rows.TargetWidth == 0 ? Fill : [.. Fill, .. Targets!.Fill!]);

    /// <summary>Rows without gaps, each scaled by itself where that is done: what <see cref="Scaling"/> is then for.</summary>
    public IRows Entering(IRows rows) => Each is { } each ? new EvenRows(Filled(rows), each) : Filled(rows);

    /// <summary>How rows are scaled, with their targets where they have them.</summary>
    public Normalizer? Scaling(IRows rows) => rows.TargetWidth == 0 ? Normalizer : Normalizer?.Beside(Targets!.Normalizer!);

    private static (InputPreparation Preparation, RowStatistics Statistics) Fit(IRows rows, RowStatistics statistics, bool gaps, ScalingOptions scaling, bool single, ScalingWork work)
    {
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
}

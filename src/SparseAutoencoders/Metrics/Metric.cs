namespace SparseAutoencoders;

/// <summary>One figure of an <see cref="Evaluation"/>: its JSON key, what it means, how it is read. The one list of them.</summary>
/// <param name="Key">JSON key.</param>
/// <param name="Summary">What it means, in one line.</param>
/// <param name="Read">Its value.</param>
/// <param name="Whole">True for counts.</param>
/// <param name="IsShare">A share of something, shown in percent: a deviation.</param>
public sealed record Metric(string Key, string Summary, Func<Evaluation, double> Read, bool Whole = false, bool IsShare = false)
{
    /// <summary>All figures of a model with this mechanism, in the order they are printed.</summary>
    public static IReadOnlyList<Metric> Of(SparsityOptions sparsity)
    {
        ArgumentNullException.ThrowIfNull(sparsity);
        return sparsity.CodesAreSparse ? OfFewCodes(sparsity) : OfCodesNearAMean(sparsity);
    }

    private static Metric[] OfFewCodes(SparsityOptions sparsity) =>
        [
            new("rows", "rows judged", e => e.Rows, Whole: true),
            new("inputs", "inputs of a row", e => e.Inputs, Whole: true),
            new("hidden_units", "hidden units", e => e.HiddenUnits, Whole: true),
            .. sparsity.Asked.Select(asked => new Metric(asked.Key, asked.Summary, _ => asked.Value)),
            new("l0", "units active on a row, mean over rows", e => e.L0),
            new("l0_min", "units active on the row with fewest", e => e.L0Min, Whole: true),
            new("l0_max", "units active on the row with most", e => e.L0Max, Whole: true),
            new("density_max", "share of the rows on which the unit active most is so", e => e.Densities.Max(), IsShare: true),
            new("dead_units", "units active on no row", e => e.DeadUnits, Whole: true),
            new("loss_total", "the objective, but for AuxK, which is training's", e => e.LossTotal),
            new("loss_reconstruction", "L: summed over outputs, mean over rows (and prefixes)", e => e.LossReconstruction),
            new("loss_sparsity", "the penalty on codes", e => e.LossSparsity),
            new("loss_weight_decay", "λ times the sum of squared weights", e => e.LossWeightDecay),
            new("loss_auxiliary", "AuxK, 0 but in training", e => e.LossAuxiliary),
            new("explained_variance", "1 − squared error / variance of the rows", e => e.ExplainedVariance),
            new("decoder_similarity", "largest |cosine| with another unit's decoder row, mean over units", e => e.DecoderSimilarity),
            new("shrinkage", "E‖x̂‖² / E x̂·x: 1 where outputs are as long as they should be", e => e.Shrinkage),
            .. sparsity.Figures.Select((figure, i) => (figure, i)).Where(one => one.figure.Key is not ("l0" or "density_max"))
                .Select(one => new Metric(one.figure.Key, one.figure.Summary, e => e.SparsityFigures[one.i], one.figure.IsWhole, one.figure.IsShare)),
            new("seconds", "time taken", e => e.Seconds),
            new("rows_per_second", "rows per second", e => e.RowsPerSecond),
        ];

    private static Metric[] OfCodesNearAMean(SparsityOptions sparsity) =>
        [
            new("rows", "rows judged", e => e.Rows, Whole: true),
            new("inputs", "inputs of a row", e => e.Inputs, Whole: true),
            new("hidden_units", "hidden units", e => e.HiddenUnits, Whole: true),
            .. sparsity.Asked.Select(asked => new Metric(asked.Key, asked.Summary, _ => asked.Value)),
            new("loss_total", "the objective: L + βΩ + weight decay", e => e.LossTotal),
            new("loss_reconstruction", "L: summed over inputs, mean over rows", e => e.LossReconstruction),
            new("loss_sparsity", "βΩ", e => e.LossSparsity),
            new("loss_weight_decay", "λ times the sum of squared weights", e => e.LossWeightDecay),
            new("penalty", "Ω, 0 where every unit's mean activation is ρ", e => e.Penalty),
            new("mean_activation", "mean activation ρ̂, mean over units", e => e.MeanActivation),
            new("mean_activation_min", "smallest ρ̂ of a unit", e => e.MeanActivationMin),
            new("mean_activation_max", "largest ρ̂ of a unit", e => e.MeanActivationMax),
            .. sparsity.Figures.Select((figure, i) => new Metric(figure.Key, figure.Summary, e => e.SparsityFigures[i], figure.IsWhole, figure.IsShare)),
            new("explained_variance", "1 − squared error / variance of the rows", e => e.ExplainedVariance),
            new("dead_units", "units whose activation varies by less than 0.01", e => e.DeadUnits, Whole: true),
            new("l0", "units above 0.5 on a row, mean over rows", e => e.L0),
            new("contrast", "contrast, mean over units (0 the same to every row, 1 only ever 0 or 1)", e => e.Contrast),
            new("contrast_min", "smallest contrast of a unit", e => e.ContrastMin),
            new("contrast_max", "largest contrast of a unit", e => e.ContrastMax),
            new("lifetime_sparseness", "sparseness over rows, mean over units (0 dense, 1 sparse)", e => e.LifetimeSparseness),
            new("population_sparseness", "sparseness over units, mean over rows (0 dense, 1 sparse)", e => e.PopulationSparseness),
            new("seconds", "time taken", e => e.Seconds),
            new("rows_per_second", "rows per second", e => e.RowsPerSecond),
        ];
}

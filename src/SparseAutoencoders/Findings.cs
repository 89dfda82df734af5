namespace SparseAutoencoders;

/// <summary>What a person should be told of rows before training and of a model after it, in plain sentences: a finding each, with what to try.</summary>
internal static class Findings
{
    // Bytes this dark are rarely the brightness of anything.
    private const double DarkestByte = 32;

    // Beyond this, numbers that nothing scales drive every unit to one of its ends.
    private const double LargestUnscaled = 10;

    // Less than this of [0, 1] a sigmoid decoder does not follow.
    private const double NarrowestRange = 0.1;

    // Rows like embeddings: so many inputs, nearly all on both sides of 0 and of like spread.
    private const int FewestOfVectors = 64;
    private const double MostAlike = 0.9, RhoOfVectors = 0.01;

    private const int Most = 3;                                  // findings told
    private const double MostCarrying = 0.1;                     // share of the inputs that hold nearly all variance
    private const double MostDistance = 4;                       // of the mean row from 0, in spreads
    private const double ComponentsMargin = 0.02;                // explained variance
    private const double LeastContrast = 0.1;
    private const double LargeDecay = 0.1;                       // of L, from where on weight decay is in the way
    private const double FewestSpoken = 10;                      // activations of a unit, without which its contrast says nothing
    private const double MostOff = 0.2;                          // of ρ or of L0, on other rows than it was held on
    private const double MostShort = 0.05;                       // of L0, on the rows trained on: there it is met where rows allow it
    private const double MostShared = 0.7;                       // of the way from the largest |cosine| that units have by chance to 1
    private const double MostGap = 1.5, LeastGap = 0.05;         // variance not explained: held-out rows to those trained on
    private const double MostUseless = 0.15;                     // share of the units
    private const int FewestRows = 100;                          // to say that a unit carries nothing
    private const double MostLate = 0.01;                        // of the objective's fall since the first epoch: what the last tenth of the run brought

    /// <summary>Of rows that are to be trained on.</summary>
    /// <param name="options">What is to be learned.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="summary">What they are like, not yet scaled.</param>
    public static IReadOnlyList<string> OfRows(TrainingOptions options, IRows rows, InputSummary summary)
    {
        var (found, unscaled) = (new List<string>(), options.Scaling is NoScaling);
        if (unscaled && DarkBytes(summary) is { } bytes) found.Add($"{rows.Name}: {bytes}");
        if (unscaled && summary.Offset is { } offset)
        {
            found.Add(Text($"{rows.PlaceOf(null, offset.Input)}: lies at {offset.Mean:G4} with a spread of {offset.Spread:G3}, which {(options.Precision == Precision.Single
                ? "single precision cannot tell apart" : "is lost beside it")}. Scale the rows (`StandardScaling`)."));
        }
        if (found.Count == 0 && Suggestion(options, rows, summary) is { } suggestion) found.Add($"{rows.Name}: {suggestion}");
        return found;
    }

    /// <summary>What goes well with rows of a kind that is known by its look, as far as it is not asked for; null where there is nothing to add. docs/choosing.md has the runs.</summary>
    /// <param name="options">What is to be learned.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="summary">What they are like, not yet scaled.</param>
    public static string? Suggestion(TrainingOptions options, IRows rows, InputSummary summary)
    {
        if (rows.Width >= FewestOfVectors && summary.Alike >= MostAlike * rows.Width && rows.Image is null && options.Sparsity.MeanActivationAsked is { } rho)
        {
            var hums = options.Sparsity.Asked.All(asked => asked.Key != "contrast_asked");
            string?[] terms =
            [
                options.Decoder == OutputFunction.Sigmoid ? "`OutputFunction.Linear`" : null,
                options.Scaling is NoScaling or MinMaxScaling ? "`StandardScaling`" : null,
                options.Sparsity.PenaltyWeight is null ? null : "`HeldOptions`",
                hums ? "`Contrast = 0.5`" : null,
                hums && rho > RhoOfVectors ? Text($"`Rho = {RhoOfVectors}`") : null,
            ];
            return terms.OfType<string>().ToList() is [_, ..] missing
                ? $"these rows look like embeddings: {rows.Width} inputs that spread alike around 0. Such rows do well with `BatchTopKOptions`; or with: {string.Join(' ', missing)}." : null;
        }
        return options.Decoder == OutputFunction.Linear ? OfInputs(options, rows.Width, summary)
            : summary.Least < 0 && options.Scaling is NoScaling ? "for numbers below 0 use both: `OutputFunction.Linear` `StandardScaling`." : null;
    }

    /// <summary>Of a model, the worst first, at most three. Each bound and its evidence: docs/verdict.md.</summary>
    /// <param name="options">How it was made.</param>
    /// <param name="evaluation">How it does.</param>
    /// <param name="decoder">Its decoder weights; null where they are not to be looked at.</param>
    /// <param name="heldOut">How it does on rows that were held out; null if none were.</param>
    /// <param name="run">How it came to be; null where that is not known.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<string> OfModel(TrainingOptions options, Evaluation evaluation, Matrix<double>? decoder = null, Evaluation? heldOut = null, TrainingRun? run = null,
        CancellationToken cancellation = default)
    {
        var own = options.Sparsity.Finding(evaluation.SparsityFigures, evaluation.MeanActivation);
        string?[] found = OfWhatFails(options, evaluation, own) is { } failure ? [failure, own ?? OfL0(options, evaluation, "these", run is not null)]
            :
            [
                evaluation.Summary is { } summary ? OfInputs(options, evaluation.Inputs, summary) : null,
                OfComponents(options, evaluation, own, cancellation),
                OfContrast(options, evaluation),
                own ?? OfMeans(options, heldOut, "the held-out") ?? OfMeans(options, evaluation, "these")
                    ?? OfL0(options, evaluation, "these", run is not null) ?? OfL0(options, heldOut, "the held-out", isTrainedOn: false),
                OfHeldOut(options, evaluation, heldOut),
                options.Sparsity.CodesAreSparse ? OfFewCodes(evaluation, run) : OfUnits(options, evaluation, decoder),
                OfRun(options, run),
            ];
        return [.. found.OfType<string>().Take(Most)];
    }

    private static string? OfWhatFails(TrainingOptions options, Evaluation evaluation, string? own)
    {
        var silent = evaluation.DeadUnits == evaluation.HiddenUnits && evaluation.Rows > 1;
        return evaluation.Summary is { Varies: false } && silent ? "The rows are all the same, so there is nothing that a unit could tell apart. Give rows that differ."
            : evaluation.ExplainedVariance < 0 ? Text($"The model explains less than nothing of the rows: explained variance {evaluation.ExplainedVariance:G4}, where the mean row as the answer to every row has 0. {WayOut(options, evaluation, own)}")
            : silent ? $"None of the model's {evaluation.HiddenUnits} units carries anything: each says the same to every row. {WayOut(options, evaluation, own)}"
            : null;
    }

    private static string? OfInputs(TrainingOptions options, int inputs, InputSummary summary)
    {
        if (!summary.Varies || options.Scaling is not NoScaling) return null;
        var scaled = options.Decoder == OutputFunction.Sigmoid ? "`MinMaxScaling`" : "`StandardScaling`";
        return inputs > 1 && summary.Carrying <= Math.Max(1, MostCarrying * inputs)
            ? Text($"{summary.Carrying} of {inputs} inputs hold {100 * InputSummary.NearlyAll:0} % of the rows' variance, and with it of L: the others count for little. Scale the rows ({scaled}).")
            : summary.Distance > MostDistance
                ? Text($"The rows lie around a point that is {summary.Distance:0.#} times as far from 0 as they are from it, so every unit sees much the same in all. Scale the rows ({scaled}).")
                : null;
    }

    private static string? OfComponents(TrainingOptions options, Evaluation evaluation, string? own, CancellationToken cancellation)
    {
        if (evaluation.Summary?.Sample is not { } sample) return null;
        var components = (int)(options.Sparsity.CodesAreSparse ? Math.Round(evaluation.L0) : evaluation.L0);
        var explained = PrincipalComponents.ExplainedVariance(sample.Rows, sample.Mean, components, Workers.Shared, cancellation);
        return explained - evaluation.ExplainedVariance > ComponentsMargin
            ? Text($"{components} principal components, as many numbers as units are active on a row, explain {explained:0.###} of the variance, and the model {evaluation.ExplainedVariance:0.###}. {WayOut(options, evaluation, own)}")
            : null;
    }

    private static string? OfContrast(TrainingOptions options, Evaluation evaluation)
    {
        if (options.Sparsity.MeanActivationAsked is null || evaluation.Rows * evaluation.MeanActivation < FewestSpoken || evaluation.Contrast >= LeastContrast) return null;
        return Text($"Units hum instead of being inactive: their contrast is {evaluation.Contrast:0.###} on average, where 0 says the same to every row and 1 is only ever 0 or 1. {(options.Sparsity.PenaltyWeight is null ? "Hold a contrast too (`Contrast`)" : "Hold ρ and a contrast (`HeldOptions`, `Contrast`)")}, or give a smaller `Rho` or fewer `HiddenUnits`.");
    }

    /// <summary>ρ was held on the rows trained on; on others a unit is off by chance too, by about the standard error of a mean.</summary>
    private static string? OfMeans(TrainingOptions options, Evaluation? evaluation, string rows)
    {
        if (evaluation is null || options.Sparsity is not { MeanActivationAsked: { } asked, PenaltyWeight: null }) return null;
        var off = evaluation.MeanActivations.Average(mean => Math.Abs(mean - asked)) / asked;
        var chance = Math.Sqrt(evaluation.Contrast * (1 - asked) / asked / evaluation.Rows);
        return off > MostOff + chance
            ? $"Units are {Figure.Percent(off)} off ρ on average on {rows} rows, though it was held on those trained on: they are not of one kind. Train on rows of both."
            : null;
    }

    /// <summary>On the rows trained on L0 is what was asked, unless a row has too few pre-codes above 0.</summary>
    private static string? OfL0(TrainingOptions options, Evaluation? evaluation, string rows, bool isTrainedOn)
    {
        if (evaluation is null or { L0: 0 } || options.Sparsity.Asked.FirstOrDefault(figure => figure.Key == "l0_asked") is not { Value: var asked }) return null;
        if (evaluation.L0 < (1 - MostShort) * asked && (isTrainedOn || evaluation.L0Max <= asked))
            return Text($"{evaluation.L0:0.#} units are active on a row on average, and {asked:0.#} were asked for: {evaluation.RowsShort} of {evaluation.Rows} rows have fewer pre-codes above 0. Ask for fewer (`L0`), or give more `HiddenUnits`.");
        return Math.Abs(evaluation.L0 - asked) > MostOff * asked
            ? Text($"{evaluation.L0:0.#} units are active on a row on average on {rows} rows, and {asked:0.#} on those trained on: they are not of one kind. Train on rows of both.")
            : null;
    }

    private static string? OfHeldOut(TrainingOptions options, Evaluation evaluation, Evaluation? heldOut)
    {
        if (heldOut is null) return null;
        var (missed, missedOut) = (1 - evaluation.ExplainedVariance, 1 - heldOut.ExplainedVariance);
        return missedOut > MostGap * missed && missedOut - missed > LeastGap
            ? Text($"Held-out rows are rebuilt far worse than those trained on: explained variance {heldOut.ExplainedVariance:0.###} against {evaluation.ExplainedVariance:0.###}. Give more rows, fewer `HiddenUnits` or a {(options.Sparsity.CodesAreSparse ? "smaller `L0`" : "larger `WeightDecay`")}.")
            : null;
    }

    private static string? OfUnits(TrainingOptions options, Evaluation evaluation, Matrix<double>? decoder)
    {
        var twins = evaluation.IdleUnits.Count(unit => unit.Cause == IdleCause.Twin);
        var same = decoder is null ? 0 : RepeatedDirections.Count(decoder, evaluation.IdleUnits.Select(unit => unit.Unit), Workers.Shared) ?? 0;
        if (evaluation.Rows < FewestRows || evaluation.DeadUnits + twins + same < MostUseless * evaluation.HiddenUnits) return null;
        string?[] kinds = [evaluation.DeadUnits > 0 ? $"dead: {evaluation.DeadUnits}" : null, twins > 0 ? $"twins of others: {twins}" : null, same > 0 ? $"writing in another's direction: {same}" : null];
        return $"{evaluation.DeadUnits + twins + same} of {evaluation.HiddenUnits} units are of little use ({string.Join(", ", kinds.OfType<string>())}). Give fewer `HiddenUnits`{(options.Revive || evaluation.IdleUnits.Count == 0 ? "" : ", or have idle ones begin anew (`Revive`)")}.";
    }

    /// <summary>Units that rows have no use for are no fault where most codes are 0: they cost nothing, and others explain the rows.</summary>
    private static string? OfFewCodes(Evaluation evaluation, TrainingRun? run) =>
        evaluation.DeadUnits >= MostUseless * evaluation.HiddenUnits && run is { History: [.., { LossAuxiliary: 0 }] }
            ? $"{evaluation.DeadUnits} of {evaluation.HiddenUnits} units are active on no row, and nothing let them learn. Give a larger `Aux`, more `Epochs` or fewer `HiddenUnits`."
        : evaluation.Outputs > 2 && evaluation.DecoderSimilarity - ByChance(evaluation) > MostShared * (1 - ByChance(evaluation))
            ? Text($"Units share directions: the largest |cosine| of a unit's decoder row with another's is {evaluation.DecoderSimilarity:0.##} on average. Give fewer `HiddenUnits`, or a larger `L0`.")
        : null;

    /// <summary>About the largest |cosine| of a unit's row with another's where all are random: k · (1 − c²)^((d−1)/2) = 1.</summary>
    private static double ByChance(Evaluation evaluation) => Math.Sqrt(1 - Math.Pow(evaluation.HiddenUnits, -2.0 / (evaluation.Outputs - 1)));

    /// <summary>A rate that falls brings something by itself, however long the run was: where it is held before, that is what is looked at.</summary>
    private static string? OfRun(TrainingOptions options, TrainingRun? run)
    {
        if (run is not { StoppedEarly: null, History: [var first, ..] history }) return null;
        var isHeld = options.Optimizer is MiniBatchOptions { Schedule: Schedule.Trapezoid };
        if (isHeld) history = [.. history.Take((int)Math.Round((1 - MiniBatchOptions.Falling) * history.Count))];
        if (history.Count < 3) return null;
        var (back, last) = (Math.Max(1, history.Count / 10), history[^1].LossTotal);
        var share = (history[^(1 + back)].LossTotal - last) / (first.LossTotal - last) * history.Count / (10.0 * back);
        return first.LossTotal > last && share > MostLate
            ? $"Training ended while the objective still fell: the last tenth of the run{(isHeld ? " at full rate" : "")} brought {Figure.Percent(share)} of what it fell by in all. Train longer (`{(options.Optimizer is MiniBatchOptions ? "Epochs" : "Iterations")}`)."
            : null;
    }

    /// <summary>A smaller penalty is advised only where the mechanism does not say something of its own: it may ask for a larger one.</summary>
    private static string WayOut(TrainingOptions options, Evaluation evaluation, string? own)
    {
        if (evaluation.Summary is { } summary && options.Scaling is NoScaling)
        {
            if (DarkBytes(summary) is { } bytes) return $"The rows' {bytes}";
            if (Math.Max(-summary.Least, summary.Greatest) is > LargestUnscaled and var largest)
                return Text($"The rows hold numbers up to {largest:G4}, and nothing scales them: train with `StandardScaling`.");
            if (options.Decoder == OutputFunction.Sigmoid && summary.Greatest - summary.Least < NarrowestRange)
                return Text($"The rows lie between {summary.Least:G4} and {summary.Greatest:G4}, a small part of what a sigmoid decoder gives: train with `MinMaxScaling`.");
        }
        var longer = options.Optimizer is MiniBatchOptions steps ? Text($"longer (`Epochs`), with another `LearningRate` than {steps.LearningRate}") : "longer (`Iterations`)";
        return $"Train {longer}{Smaller()}; or give rows of the kind it was trained on.";

        string Smaller()
        {
            string?[] weights = [own is null ? options.Sparsity.PenaltyWeight : null, evaluation.LossWeightDecay > LargeDecay * evaluation.LossReconstruction ? "WeightDecay" : null];
            var named = string.Join(" and ", weights.OfType<string>().Select(weight => $"`{weight}`"));
            return named.Length > 0 ? $", or with a smaller {named}" : "";
        }
    }

    private static string? DarkBytes(InputSummary summary)
    {
        var greatest = 255 * summary.Greatest;
        if (summary.NumberType != "uint8" || !(greatest > 0) || greatest >= DarkestByte) return null;
        return Text($"bytes are read as value/255, and the greatest of them is {greatest:0.##}. If they are {(Math.Round(greatest) == 1 ? "truth values" : "counts or levels")}, train with `MinMaxScaling`, or save them as numbers (np.save(file, a.astype('float32'))).");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

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

    /// <summary>Of rows that are to be trained on.</summary>
    /// <param name="options">What is to be learned.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="summary">What they are like, not yet scaled.</param>
    public static IReadOnlyList<string> OfRows(TrainingOptions options, IRows rows, InputSummary summary)
    {
        if (options.Scaling is not NoScaling) return [];
        var found = new List<string>();
        if (DarkBytes(summary) is { } bytes) found.Add($"{rows.Name}: {bytes}");
        if (summary.Offset is { } offset)
        {
            found.Add(Text($"{rows.Name}, {RowCheck.Column(rows, offset.Input)}: lies at {offset.Mean:G4} with a spread of {offset.Spread:G3}, which {(options.Precision == Precision.Single
                ? "single precision cannot tell apart" : "is lost beside it")}. Scale the rows (`StandardScaling`)."));
        }
        return found;
    }

    /// <summary>Of a model.</summary>
    /// <param name="options">How it was made.</param>
    /// <param name="evaluation">How it does.</param>
    public static IReadOnlyList<string> OfModel(TrainingOptions options, Evaluation evaluation)
    {
        var found = new List<string>();
        var silent = evaluation.DeadUnits == evaluation.HiddenUnits && evaluation.Rows > 1;
        if (evaluation.Summary is { Varies: false } && silent)
            found.Add("The rows are all the same, so there is nothing that a unit could tell apart. Give rows that differ.");
        else if (evaluation.ExplainedVariance < 0)
            found.Add(Text($"The model explains less than nothing of the rows: explained variance {evaluation.ExplainedVariance:G4}, where the mean row as the answer to every row has 0. {WayOut(options, evaluation)}"));
        else if (silent)
            found.Add($"None of the model's {evaluation.HiddenUnits} units carries anything: each says the same to every row. {WayOut(options, evaluation)}");
        if (options.Sparsity.Finding(evaluation.SparsityFigures, evaluation.MeanActivation) is { } finding) found.Add(finding);
        return found;
    }

    private static string WayOut(TrainingOptions options, Evaluation evaluation)
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
        return $"Train {longer}{(options.Sparsity.PenaltyWeight is { } weight ? $", or with a smaller `{weight}`" : "")}; or give rows of the kind it was trained on.";
    }

    private static string? DarkBytes(InputSummary summary)
    {
        var greatest = 255 * summary.Greatest;
        if (summary.NumberType != "uint8" || !(greatest > 0) || greatest >= DarkestByte) return null;
        return Text($"bytes are read as value/255, and the greatest of them is {greatest:0.##}. If they are {(Math.Round(greatest) == 1 ? "truth values" : "counts or levels")}, train with `MinMaxScaling`, or save them as numbers (np.save(file, a.astype('float32'))).");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

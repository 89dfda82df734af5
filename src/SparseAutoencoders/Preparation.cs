namespace SparseAutoencoders;

/// <summary>Rows made ready to be learned from, in two passes over them; whitening takes a third.</summary>
/// <remarks>The first learns what must be known of all rows before one can be scaled: what stands for gaps, the scaling, what there is to say of them. The second
/// checks and scales every row, and keeps it where there is room; on its way it leaves a digest and a sample.</remarks>
/// <param name="Training">The rows that are trained on, gaps filled.</param>
/// <param name="Validation">Those held out; null if none.</param>
/// <param name="Inputs">What is done to a row.</param>
/// <param name="Rows">The training rows as the network sees them.</param>
/// <param name="Summary">What the training rows are like before they are scaled, targets left out.</param>
/// <param name="Sample">Some of them, evenly spread, scaled.</param>
/// <param name="Digest">Tells them from any others; empty where it was not asked for.</param>
internal sealed record Preparation<T>(IRows Training, IRows? Validation, InputPreparation Inputs, PreparedRows<T> Rows, InputSummary Summary, Matrix<T> Sample, string Digest)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Prepares rows.</summary>
    /// <param name="rows">All of them.</param>
    /// <param name="options">What is to be learned.</param>
    /// <param name="digested">A digest is wanted.</param>
    /// <param name="work">Threads, and where progress is told.</param>
    /// <param name="given">How rows are prepared, where that is settled; null to work it out.</param>
    /// <exception cref="InvalidDataException">The rows cannot be scaled, or hold a number that may not be.</exception>
    public static Preparation<T> Of(IRows rows, TrainingOptions options, bool digested, ScalingWork work, InputPreparation? given = null)
    {
        var (training, validation) = HeldOutRows.Split(rows, options.Validation, options.Seed);
        var each = options.Sparsity.ScalesEachRow;
        var (inputs, statistics) = InputPreparation.Fit(each is { } own ? new EvenRows(training, own) : training, options.Impute, given is null ? options.Scaling : new NoScaling(), options.Precision == Precision.Single, work);
        inputs = (given ?? inputs) with { Each = each };
        (training, validation) = (inputs.Filled(training), validation is null ? null : inputs.Filled(validation));

        var shards = work.Workers.Shards;
        using var digest = digested ? new RowDigest(shards) : null;
        var sample = new RowSample<T>(shards, training.Count, training.Width);
        var summary = InputSummary.Of(training.NumberType, statistics, areRebuilt: training.TargetWidth == 0);
        var prepared = new PreparedRows<T>(inputs.Entering(training), inputs.Scaling(training), unitInterval: options.Decoder == OutputFunction.Sigmoid, work.Workers, Findings.Suggestion(options, training.Inputs(), summary))
            .Load((long)options.KeptMegabytes << 20, work.Cancellation, (shard, first, block) =>
            {
                digest?.Add(shard, block);
                sample.Add(first, block);
            });
        return new(training, validation, inputs, prepared, summary, sample.Complete(), digest?.Complete() ?? "");
    }
}

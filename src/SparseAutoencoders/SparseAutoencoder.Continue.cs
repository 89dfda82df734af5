namespace SparseAutoencoders;

/// <content>Going on with a model, and whether rows are of its kind.</content>
public sealed partial class SparseAutoencoder
{
    private const int SampleRows = 256, RowsForL0 = 4096, FewestRows = 16;

    // Rows of another kind differ by more than parts of one set do.
    private const double MostLonger = 3;

    /// <summary>Goes on learning from this model, this library's or another tool's: its weights as they are, the optimizer anew, rows prepared as the model prepares them. With more hidden units the
    /// new ones begin at random, as long as the others.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), for a transcoder with targets.</param>
    /// <param name="options">What to learn and how; null for <see cref="TrainingOptions.ToContinue"/>.</param>
    /// <param name="run">A new run's folder, or null. Such a run is gone on with by <c>Resume</c>, which is given this model too.</param>
    /// <param name="progress">As for <c>Train</c>.</param>
    /// <param name="cancellation">As for <c>Train</c>.</param>
    /// <exception cref="ArgumentException">The options are not those of a model that begins with these weights; or as for <c>Train</c>.</exception>
    /// <exception cref="InvalidDataException">The rows are not what the model takes; or as for <c>Train</c>.</exception>
    public SparseAutoencoder Continue(IRows rows, TrainingOptions? options = null, RunFolder? run = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        Judged(rows);
        if (run?.Options is not null) throw new ArgumentException($"{run.Path}: holds a run that has begun. Go on with it, or give a new folder.", nameof(run));
        return Learn(rows, GoingOn(options ?? TrainingOptions.ToContinue(this), rows, cancellation), run, progress, cancellation, start: this);
    }

    /// <summary>A sentence where rows do not look like those the model was made from: they are far longer or shorter after its scaling, or what it rebuilds of them is further from them than their mean. Null where they do.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>). A few hundred of them are looked at.</param>
    /// <param name="cancellation">Stops it.</param>
    public string? Doubts(IRows rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Width - rows.TargetWidth != Inputs || rows.Count < FewestRows) return null;
        var count = Math.Min(SampleRows, rows.Count);
        using var sample = new RowSelection(rows.Inputs(), [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Count / count))], others: false);
        var numbers = Fill(sample).ToMatrix<double>();
        cancellation.ThrowIfCancellationRequested();
        var made = Origin is { } origin ? $" It was made by {origin.Tool}{(origin.MadeFor.Count == 0 ? "" : $" for {string.Join(", ", origin.MadeFor.Select(entry => $"{entry.Key} {MessageText.Visible(entry.Value)}"))}")}." : "";
        if (ExpectedLength is { } expected && _network.Preparation.Normalizer is { } normalizer)
        {
            var sum = 0.0;
            for (var r = 0; r < count; r++)
                for (var j = 0; j < Inputs; j++) sum += Math.Pow((numbers[r, j] - normalizer.Shift[j]) * normalizer.Scale[j], 2);
            var times = Math.Sqrt(sum / count) / expected;
            if (times is > MostLonger or < 1 / MostLonger)
                return string.Create(CultureInfo.InvariantCulture, $"{rows.Name}: the rows do not look like those the model was made from: after its scaling they are {times:G3} times as long as those were on average.{made} Give rows of the same kind, or check how they were made.");
        }
        if (IsTranscoder) return null;
        var rebuilt = Reconstruct(sample).ToMatrix<double>();
        var (error, spread) = (0.0, 0.0);
        for (var j = 0; j < Inputs; j++)
        {
            var mean = 0.0;
            for (var r = 0; r < count; r++) mean += numbers[r, j] / count;
            for (var r = 0; r < count; r++) (error, spread) = (error + Math.Pow(rebuilt[r, j] - numbers[r, j], 2), spread + Math.Pow(numbers[r, j] - mean, 2));
        }
        return error > spread && spread > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{rows.Name}: the rows do not look like those the model was made from: what it rebuilds of them is further from them than their mean is (explained variance {1 - error / spread:G3}).{made} Give rows of the same kind, or check how they were made.")
            : null;
    }

    /// <summary>The length that rows had on average after scaling, where the scaling says it.</summary>
    private double? ExpectedLength => Options.Scaling switch
    {
        StandardScaling => Math.Sqrt(Inputs),
        NormScaling when Origin is null => 1,
        _ => null,
    };

    private TrainingOptions GoingOn(TrainingOptions options, IRows rows, CancellationToken cancellation)
    {
        if (options.HiddenUnits < HiddenUnits) throw new ArgumentException($"hidden: {options.HiddenUnits} units are fewer than the {HiddenUnits} of the model that is gone on with. Give as many, or more `HiddenUnits`.");
        if (options.Scaling != Options.Scaling || options.Impute != Options.Impute)
            throw new ArgumentException($"scale: the model that is gone on with has rows scaled its own way ({Choices.Find(Options.Choices.Scalings, Options.Scaling).Name}), and so are these. Leave the scaling and `Impute` as they are.");
        if (options.Decoder != Options.Decoder || options.Tied != Options.Tied) throw new ArgumentException("decoder: the model that is gone on with has another one. Leave `Decoder` and `Tied` as they are.");
        if (options.Sparsity.CodesAreSparse != Options.Sparsity.CodesAreSparse)
            throw new ArgumentException($"sparsity: codes in (0, 1) and codes of which few are not 0 do not become each other. Take a mechanism of the kind the model has ({Choices.Find(Options.Choices.Sparsities, Options.Sparsity).Name}).");
        if (options.Sparsity is not L0Options sparsity || Options.Sparsity is not L0Options own) return options;
        // Its weights are what they are with these.
        sparsity = sparsity with { SubtractDecoderBias = own.SubtractDecoderBias, RowScale = own.RowScale, Skip = own.Skip };
        if (sparsity is TopKOptions largest) sparsity = largest with { NegativeCodes = (own as TopKOptions)?.NegativeCodes };
        var isFixed = sparsity is L1Options { L1: not null } or GatedOptions { L1: not null };
        if (sparsity.L0 is null && !isFixed && (own.L0 is not null || Origin is not null)) sparsity = sparsity with { L0 = own.L0 ?? Measured() };
        return options with { Sparsity = sparsity };

        double Measured()
        {
            var count = Math.Min(RowsForL0, rows.Count);
            using var some = new RowSelection(rows, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Count / count))], others: false);
            return Math.Max(1, Math.Round(Judge(some, Workers.Shared, cancellation).L0));
        }
    }
}

using System.Reflection;

namespace SparseAutoencoders;

/// <summary>A trained sparse autoencoder. Safe for use from several threads at once.</summary>
public sealed partial class SparseAutoencoder
{
    private readonly IFrozenNetwork _network;

    private SparseAutoencoder(IFrozenNetwork network, TrainingOptions options, RowFacts row, int rows, string version, TrainingRun? run, ModelOrigin? origin = null) =>
        (_network, Options, Row, TrainedRows, Version, Run, Origin) = (network, options, row, rows, version, run, origin);

    /// <summary>Options the model was made with; <see cref="TrainingOptions.Image"/> filled in from the rows where they say it.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Inputs d of a row.</summary>
    public int Inputs => Row.Inputs;

    /// <summary>Numbers of an output: inputs, but for a transcoder, whose outputs are of its targets' width.</summary>
    public int Outputs => Row.Targets > 0 ? Row.Targets : Row.Inputs;

    /// <summary>The model rebuilds targets from rows (<see cref="Rows.Paired"/>), not the rows themselves.</summary>
    public bool IsTranscoder => Row.Targets > 0;

    /// <summary>What the inputs are called, where the training rows said it.</summary>
    public IReadOnlyList<string>? InputNames => Row.InputNames;

    /// <summary>What the outputs are called: the inputs' names, but for a transcoder; null where nothing said it.</summary>
    public IReadOnlyList<string>? OutputNames => IsTranscoder ? Row.TargetNames : Row.InputNames;

    /// <summary>What stands for each input's missing values (NaN); null if rows may have none.</summary>
    public IReadOnlyList<double>? InputFill => _network.Preparation.Fill;

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits => Options.HiddenUnits;

    /// <summary>How a row is drawn, if it is an image.</summary>
    public ImageShape? Image => Options.Image;

    /// <summary>Rows the model was trained on.</summary>
    public int TrainedRows { get; }

    /// <summary>Version of the library that made the model.</summary>
    public string Version { get; }

    /// <summary>What the model is and how it was made, as one JSON object: the <c>config</c> of its file.</summary>
    public string Description => Config(Options, Row, TrainedRows, Version, Origin);

    /// <summary>How training went; null for a loaded model.</summary>
    public TrainingRun? Run { get; }

    /// <summary>Encoder weights W_e, (hidden units, inputs). A copy in double precision; do not change it.</summary>
    public Matrix<double> EncoderWeights => _network.Parameters.EncoderWeights;

    /// <summary>Decoder weights W_d, (hidden units, <see cref="Outputs"/>). A copy in double precision; do not change it.</summary>
    public Matrix<double> DecoderWeights => _network.Parameters.DecoderWeights;

    /// <summary>Encoder biases b_e, one a hidden unit. A copy in double precision.</summary>
    public IReadOnlyList<double> EncoderBiases => _network.Parameters.EncoderBiases.ToArray();

    /// <summary>Decoder biases b_d, one an output. A copy in double precision.</summary>
    public IReadOnlyList<double> DecoderBiases => _network.Parameters.DecoderBiases.ToArray();

    /// <summary>Numbers of a block that the model has, by the name of its tensor: a matrix, or a vector as (1, numbers). A copy in double precision; do not change it.</summary>
    /// <exception cref="ArgumentException">There is no such block.</exception>
    public Matrix<double> Parameter(string tensor) => _network.Parameters[tensor];

    /// <summary>How rows are scaled before the encoder; null if they are not.</summary>
    public InputScaling? Scaling => ScalingOf(_network.Preparation);

    /// <summary>How outputs are scaled, which is undone after the decoder: as rows are, but for a transcoder, whose targets have their own; null if they are not.</summary>
    public InputScaling? OutputScaling => ScalingOf(_network.Preparation.Outputs);

    private RowFacts Row { get; }

    private static string ThisVersion { get; } =
        typeof(SparseAutoencoder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Reads a model file: one of this library's, or a file or folder of another tool (docs/exchange.md), whose <see cref="Origin"/> says which.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="choices">Mechanisms, losses, optimizers and scalings that it may name; null for those of the library.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no model, or made by a newer version.</exception>
    public static SparseAutoencoder Load(string path, Choices? choices = null)
    {
        // A folder may hold a model of this library: a run's, say.
        if (Directory.Exists(path) && ForeignSource.FileIn(path) is { } inside && !IsForeign(inside)) path = inside;
        if (IsForeign(path) && ForeignSource.Open(path) is { } source) return OfForeign(source, choices ?? Choices.BuiltIn);
        if (Directory.Exists(path)) path = ForeignSource.FileIn(path)!;      // which is none of the kinds that weights come in
        using var file = ModelFile.Read(path);
        var facts = new Dictionary<string, string> { ["activation"] = "", ["inputs"] = "", ["rows"] = "", ["version"] = "", ["input_names"] = "", ["outputs"] = "", ["output_names"] = "", ["origin"] = "" };
        TrainingOptions options;
        ModelOrigin? origin;
        IReadOnlyList<string>? names, targetNames;
        try
        {
            options = OptionsText.Read(file.Config, choices ?? Choices.BuiltIn, facts);
            if (facts["activation"] != options.Sparsity.Activation) throw new FormatException($"'activation' is '{MessageText.Visible(facts["activation"])}'");
            options.Check();
            origin = facts["origin"].Length == 0 ? null : ModelOrigin.OfJson(facts["origin"]);
            // Another tool's file need not say what was asked for.
            if (origin is null && options.Sparsity.Completed(options.HiddenUnits) != options.Sparsity) throw new FormatException("a setting of 'sparsity' is missing");
            if (!file.Fits(options.Sparsity.CodesAreSparse)) throw new FormatException("'sparsity' does not go with the file's format");
            (names, targetNames) = (Names("input_names"), Names("output_names"));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: in the model's description {exception.Message.TrimEnd('.')}. It may come from a newer version (this is {ThisVersion}); update, or train again.");
        }
        var targets = 0;
        if (!int.TryParse(facts["inputs"], out var inputs) || inputs < 1 || !int.TryParse(facts["rows"], out var rows) || rows < 0
            || (facts["outputs"].Length > 0 && (!int.TryParse(facts["outputs"], out targets) || targets < 1 || options.Tied || options.Scaling.Rotates))
            || (options.Image is { } image && image.Size != inputs) || (names?.Count ?? inputs) != inputs || (targetNames?.Count ?? targets) != targets || (origin is not null && !CanBe(options.Sparsity)) || (options.Sparsity.ScalesEachRow == RowScaling.LayerNorm && inputs == 1))
            throw new InvalidDataException($"{path}: the model's description does not fit together. Train again.");
        var network = options.Precision == Precision.Single ? Open<float>() : Open<double>();
        return new SparseAutoencoder(network, options, new RowFacts(inputs, targets, names, targetNames), rows, facts["version"], run: null, origin is null ? null : origin with { Extra = file.Extra });

        IReadOnlyList<string>? Names(string key) => facts[key].Length == 0 ? null : OptionsText.ReadTexts(key, facts[key]);

        IFrozenNetwork Open<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var (parameters, preparation) = file.Tensors<T>(options.Objective.Table(inputs, options.HiddenUnits, options.Tied, targets), filled: options.Impute != Imputation.None, scaled: options.Scaling is not NoScaling,
                rotated: options.Scaling.Rotates, fewRows: rows < inputs);
            return new FrozenNetwork<T>(parameters, options.Objective, preparation with { Each = options.Sparsity.ScalesEachRow });
        }
    }

    /// <summary>Writes a model file, whole or not at all.</summary>
    /// <exception cref="InvalidDataException">The model holds a number that is not finite, with which it could not be read again; nothing is written.</exception>
    /// <exception cref="IOException">The file cannot be written; what stood there before still does.</exception>
    public void Save(string path)
    {
        if (_network is FrozenNetwork<float> single) ModelFile.Write(path, single.Learned, single.Preparation, Description, Options.Sparsity.CodesAreSparse, Origin?.Extra);
        else ModelFile.Write(path, ((FrozenNetwork<double>)_network).Learned, _network.Preparation, Description, Options.Sparsity.CodesAreSparse, Origin?.Extra);
    }

    /// <summary>Codes of rows, computed as they are read.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units: scaling is applied here. Targets are left out.</param>
    /// <returns>(rows, <see cref="HiddenUnits"/>), each in (0, 1); read it with <see cref="Rows.ToMatrix{T}"/> or write it to a file.</returns>
    /// <exception cref="InvalidDataException">A row has another length than <see cref="Inputs"/>; on reading: NaN, infinity, or numbers
    /// outside what the model was made for.</exception>
    public IRows Encode(IRows rows) => _network.Transform(Fitting(rows, Inputs, "rows"), Transformation.Encode, null, null);

    /// <summary>Outputs for codes, in the data's own units, computed as they are read.</summary>
    /// <param name="codes">(rows, <see cref="HiddenUnits"/>).</param>
    /// <returns>(rows, <see cref="Outputs"/>).</returns>
    /// <exception cref="InvalidDataException">A row has another length than <see cref="HiddenUnits"/>; on reading: NaN or infinity.</exception>
    public IRows Decode(IRows codes) => _network.Transform(Fitting(codes, HiddenUnits, "codes"), Transformation.Decode, OutputImage, OutputNames);

    /// <summary>Outputs for rows, in the data's own units, of a transcoder in its targets', computed as they are read.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units. Targets are left out.</param>
    /// <returns>(rows, <see cref="Outputs"/>).</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public IRows Reconstruct(IRows rows) => _network.Transform(Fitting(rows, Inputs, "rows"), Transformation.Reconstruct, OutputImage, OutputNames);

    /// <summary>How badly rows, of a transcoder targets, are rebuilt, and what of: a score of how unusual each is, computed as they are read.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units; for a transcoder with its targets (<see cref="Rows.Paired"/>).</param>
    /// <returns>(rows, 1 + <see cref="Outputs"/>): the row's own reconstruction loss L, 0 or more, whose mean over rows is <see cref="Evaluation.LossReconstruction"/>;
    /// then each output's share of it, in [0, 1], together 1 (all 0 where L is 0). In the space the network sees, after scaling, with the loss it was trained for.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public IRows Score(IRows rows) => _network.Transform(Judged(rows), Transformation.Score, null, OutputNames);

    /// <summary>Codes of one row.</summary>
    /// <param name="row">(<see cref="Inputs"/>), in the data's own units.</param>
    /// <returns>(<see cref="HiddenUnits"/>), each in (0, 1).</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public T[] Encode<T>(T[] row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(row);
        var codes = GC.AllocateUninitializedArray<T>(HiddenUnits);
        Encode(row, codes);
        return codes;
    }

    /// <summary>Codes of one row, into memory of the caller's. Where the row is of the model's own kind of number, nothing is allocated.</summary>
    /// <param name="row">(<see cref="Inputs"/>), in the data's own units.</param>
    /// <param name="codes">(<see cref="HiddenUnits"/>), takes them. It does not overlap the row.</param>
    /// <exception cref="ArgumentException">There is not room for exactly as many codes.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public void Encode<T>(ReadOnlySpan<T> row, Span<T> codes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (codes.Length != HiddenUnits) throw new ArgumentException($"codes: there is room for {codes.Length}, and the model gives {HiddenUnits}.", nameof(codes));
        if (row.Length == Inputs && _network is FrozenNetwork<T> same && same.TryEncode(row, codes)) return;
        Encode(Rows.From([row.ToArray()])).Read(0, codes);
    }

    /// <summary>Output for one row's codes, in the data's own units.</summary>
    /// <param name="codes">(<see cref="HiddenUnits"/>).</param>
    /// <returns>(<see cref="Outputs"/>).</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Decode(IRows)"/>.</exception>
    public T[] Decode<T>(T[] codes) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Only<T>(Decode(One(codes)));

    /// <summary>Output for one row, in the data's own units.</summary>
    /// <param name="row">(<see cref="Inputs"/>), in the data's own units.</param>
    /// <returns>(<see cref="Outputs"/>).</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public T[] Reconstruct<T>(T[] row) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Only<T>(Reconstruct(One(row)));

    /// <summary>How unusual one row is: its own reconstruction loss L, 0 or more, as <see cref="Score(IRows)"/> gives it for many and <c>sae score</c> prints it. Of a transcoder there is none without a target.</summary>
    /// <param name="row">(<see cref="Inputs"/>), in the data's own units: an array or a span.</param>
    /// <param name="shares">Takes each input's share of it, in [0, 1]: (<see cref="Inputs"/>); leave it out where they are not wanted.</param>
    /// <exception cref="ArgumentException">There is not room for exactly as many shares.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public T Score<T>(ReadOnlySpan<T> row, Span<T> shares = default) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!shares.IsEmpty && shares.Length != Outputs) throw new ArgumentException($"shares: there is room for {shares.Length}, and a row has {Outputs} {(IsTranscoder ? "outputs" : "inputs")}.", nameof(shares));
        var made = Only<T>(Score(One(row.ToArray())));
        if (!shares.IsEmpty) made.AsSpan(1).CopyTo(shares);
        return made[0];
    }

    /// <summary>Every figure, over all rows, in double precision whatever the model was trained in.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>), in the data's own units; for a transcoder with its targets (<see cref="Rows.Paired"/>).</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Encode(IRows)"/>.</exception>
    public Evaluation Evaluate(IRows rows, CancellationToken cancellation = default) => Judge(rows, Workers.Shared, cancellation);

    /// <summary>The same on several machines, each of which goes through its own rows: all have the figures, the same bits as one machine with as many <see cref="TrainingOptions.Shards"/>.</summary>
    /// <param name="rows">All rows, the same on every machine.</param>
    /// <param name="group">The machines; null for this one alone, which gives the same figures.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    public Evaluation Evaluate(IRows rows, IGroup? group, CancellationToken cancellation = default)
    {
        using var workers = new Workers(Options.Threads) { Shards = new Shards(Options.Shards, group ?? Alone.Instance) };
        return Judge(rows, workers, cancellation);
    }

    internal Evaluation Judge(IRows rows, Workers workers, CancellationToken cancellation)
    {
        var filled = _network.Preparation.Entering(Judged(rows));
        return Evaluator.Run(_network.Parameters, Options.Objective, _network.Preparation.Scaling(filled), filled, workers, cancellation);
    }

    /// <summary>What is wrong with this model, given how it does: at most three plain sentences, the worst first, each with what to try; none where nothing is amiss. Bounds and
    /// evidence: docs/verdict.md. Takes a second or two at most.</summary>
    /// <param name="evaluation">From <see cref="Evaluate(IRows, CancellationToken)"/>, on the training rows where there are any.</param>
    /// <param name="heldOut">The same on rows that were held out; null where there are none.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<string> Findings(Evaluation evaluation, Evaluation? heldOut = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        // How another tool trained it is not known, nor what would help there.
        if (Origin is { } origin) return evaluation.ExplainedVariance < 0 ? [WrongRows(origin, evaluation.ExplainedVariance)] : [];
        // Of large models a copy in double precision is not made for what is not looked at.
        return SparseAutoencoders.Findings.OfModel(Options, evaluation, Options.Sparsity.CodesAreSparse ? null : _network.Parameters.DecoderWeights, heldOut, Run, cancellation);
    }

    /// <summary>How a file is read for this model: its own columns, by their names where both have such, and missing values where it fills them.</summary>
    public RowFileOptions ReadingOptions(RowFileOptions? options = null) =>
        (options ?? new RowFileOptions()) with { ModelColumns = InputNames, KeepMissing = InputFill is not null };

    /// <summary>Rows with their missing values filled as this model does it, for those who look at them; the other methods do it themselves.</summary>
    /// <param name="rows">(rows, <see cref="Inputs"/>).</param>
    /// <returns>The rows themselves where the model fills nothing; else disposing it leaves <paramref name="rows"/> open.</returns>
    public IRows Fill(IRows rows) => _network.Preparation.Filled(Fitting(rows, Inputs, "rows").TargetWidth == 0 ? rows : Judged(rows));

    private static string Config(TrainingOptions options, RowFacts row, int rows, string version, ModelOrigin? origin = null) => OptionsText.Write(options, options.Choices,
    [
        ("activation", options.Sparsity.Activation), ("inputs", row.Inputs), .. Optional("input_names", row.InputNames),
        .. Optional("outputs", row.Targets > 0 ? row.Targets : null), .. Optional("output_names", row.TargetNames), ("rows", rows), ("version", version),
        .. Optional("origin", origin?.ToJson()),
    ]);

    private static ReadOnlySpan<(string, object)> Optional(string key, object? value) => value is null ? [] : new[] { (key, value) };

    private InputScaling? ScalingOf(InputPreparation preparation) => preparation.Normalizer is { } normalizer
        ? new InputScaling(normalizer.Shift, normalizer.Scale, normalizer.Rotation) { InDouble = normalizer.IsWide || Options.Precision == Precision.Double }
        : null;

    private ImageShape? OutputImage => IsTranscoder ? null : Image;

    /// <summary>Rows that outputs can be compared with: with targets for a transcoder, without for all others.</summary>
    private IRows Judged(IRows rows)
    {
        Fitting(rows, Inputs, "rows");
        if (rows.TargetWidth == Row.Targets) return rows;
        throw new InvalidDataException(!IsTranscoder ? $"{rows.Name}: its rows have targets, and the model rebuilds rows themselves. Leave the targets out (`Rows.Paired`)."
            : rows.TargetWidth == 0 ? $"{rows.Name}: its rows have no targets, which the model rebuilds from them. Give targets of {Row.Targets} numbers with the rows (`Rows.Paired`)."
            : $"{rows.Name}: its targets hold {rows.TargetWidth} numbers, the model rebuilds targets of {Row.Targets}. Give the model's own kind of targets.");
    }

    private static IRows One<T>(T[] row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(row);
        return Rows.From([row]);
    }

    private static T[] Only<T>(IRows made) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new T[made.Width];
        made.Read(0, numbers.AsSpan());
        return numbers;
    }

    private static IRows Fitting(IRows rows, int width, string what)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Width - rows.TargetWidth is var inputs && inputs != width)
            throw new InvalidDataException($"{rows.Name}: its rows hold {inputs} numbers, the model takes {what} of {width}. Give the model's own kind of {what}.");
        return rows.Count > 0 ? rows : throw new InvalidDataException($"{rows.Name}: there are no rows. Give at least one.");
    }
}

using System.Diagnostics.CodeAnalysis;

namespace SparseAutoencoders;

/// <summary>One thing that can be chosen by name, with the settings it brings.</summary>
/// <typeparam name="TOptions">The family's options type.</typeparam>
/// <param name="Name">Name on the command line and in model files.</param>
/// <param name="Summary">One line of help.</param>
/// <param name="Defaults">Options as they are when nothing is said.</param>
/// <param name="Settings">What can be set.</param>
public sealed record Choice<TOptions>(string Name, string Summary, TOptions Defaults, IReadOnlyList<Setting> Settings)
    where TOptions : class
{
    /// <summary>Makes fresh options with their defaults, which nobody else holds.</summary>
    public required Func<TOptions> Create { get; init; }

    /// <summary>A flag of its own, without hyphens before it, that chooses it too; null for none.</summary>
    public string? Switch { get; init; }
}

/// <summary>The one list of every format, scaling, sparsity mechanism, loss and optimizer. Flags, help, model files, tables in the
/// documentation and conformance tests are made from it: adding one is one file and one line here.</summary>
public sealed record Choices
{
    private const int SignatureLength = 16;                      // RowFormat.Recognises gets no more

    private const string AnyText = ".txt";                       // its format reads texts of files whose names say nothing

    /// <summary>What the library itself brings.</summary>
    public static Choices BuiltIn { get; } = new();

    /// <summary>Files rows can be read from. A companion adds its own: <c>Choices.BuiltIn.WithMoreFormats()</c>, or <c>Choices.BuiltIn with { Formats = [.. Choices.BuiltIn.Formats, CsvRows.Format] }</c>.</summary>
    public IReadOnlyList<RowFormat> Formats { get; init; } = [IdxRows.Format, NpyRows.Format, SafetensorsRows.Format];

    /// <summary>Files rows can be written to.</summary>
    public IReadOnlyList<IRowWriter> Outputs { get; init; } = [NpyWriter.Format, CsvWriter.Format];

    /// <summary>What makes the codes sparse.</summary>
    public IReadOnlyList<Choice<SparsityOptions>> Sparsities { get; init; } =
    [
        Of<SparsityOptions, KlOptions>("kl", "mean activations pulled towards rho by the penalty Ω"),
        Of<SparsityOptions, HeldOptions>("held", "mean activations equal to rho, by the choice of the encoder's biases") with { Switch = "hold-rho" },
        Of<SparsityOptions, TopKOptions>("topk", "codes of few units: the largest of each row"),
        Of<SparsityOptions, BatchTopKOptions>("batch-topk", "codes of few units: the largest of each batch"),
        Of<SparsityOptions, JumpReluOptions>("jumprelu", "codes of few units: those above thresholds that are learned"),
        Of<SparsityOptions, L1Options>("l1", "codes of few units, by a penalty on their sum"),
        Of<SparsityOptions, GatedOptions>("gated", "codes of few units: gates, by a penalty on theirs, and magnitudes"),
    ];

    /// <summary>How far the output is from the input.</summary>
    public IReadOnlyList<Choice<LossOptions>> Losses { get; init; } =
    [
        Of<LossOptions, SquaredErrorOptions>("squared-error", "sum of squared differences"),
        Of<LossOptions, CrossEntropyOptions>("cross-entropy", "for rows in [0, 1] and a sigmoid decoder"),
    ];

    /// <summary>How the weights are learned.</summary>
    public IReadOnlyList<Choice<OptimizerOptions>> Optimizers { get; init; } =
    [
        Of<OptimizerOptions, AdamOptions>("adam", "mini-batches, steps sized for each weight"),
        Of<OptimizerOptions, SgdOptions>("sgd", "mini-batches, gradient descent with momentum"),
        Of<OptimizerOptions, LbfgsOptions>("lbfgs", "all rows at once, quasi-Newton"),
    ];

    /// <summary>How rows are made comparable.</summary>
    public IReadOnlyList<Choice<ScalingOptions>> Scalings { get; init; } =
    [
        Of<ScalingOptions, NoScaling>("none", "rows as they are"),
        Of<ScalingOptions, MinMaxScaling>("minmax", "each input to [0, 1]"),
        Of<ScalingOptions, StandardScaling>("standard", "each input to mean 0 and standard deviation 1"),
        Of<ScalingOptions, NormScaling>("norm", "minus the mean, all inputs by one number: mean squared length 1"),
        Of<ScalingOptions, ZcaScaling>("zca", "whitened: inputs uncorrelated, variance near 1"),
    ];

    /// <summary>What can be set for every run.</summary>
    public IReadOnlyList<Setting> Common { get; } = Setting.Of(typeof(TrainingOptions));

    /// <summary>The choice that given options belong to.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Choice<TOptions> Find<TOptions>(IReadOnlyList<Choice<TOptions>> choices, TOptions options) where TOptions : class =>
        choices.FirstOrDefault(choice => choice.Defaults.GetType() == options.GetType())
        ?? throw new ArgumentException($"{options.GetType().Name} is not among the choices, so that no model file could name it. Add it to TrainingOptions.Choices.", nameof(options));

    /// <summary>Opens a file of rows: the format is recognised by its first bytes (gzip undone), else by its ending. A folder stands for all files in and
    /// below it, a pattern (with * and ?) for all it fits, sorted by their path.</summary>
    /// <returns>At least one row.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be opened; see <see cref="InputFile.OpenRead"/>.</exception>
    /// <exception cref="InvalidDataException">The file is of no known format, not what it claims to be, or holds no rows.</exception>
    public IRows Open(string path, RowFileOptions? options = null) => Open([path], options);

    /// <summary>Opens several files, folders and patterns as one set of rows, in the order given.</summary>
    /// <returns>The rows of the first file, then of the second: all of one width, and with the same columns where they have names. Images are opened together.</returns>
    /// <exception cref="InvalidDataException">A file does not fit to those before it; or as for the other <c>Open</c>, which throws the rest too.</exception>
    public IRows Open(IReadOnlyList<string> paths, RowFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths) ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
        options ??= new RowFileOptions();
        if (options.Patches is not null && (options.Captions ?? options.Labels) is not null)
            throw new ArgumentException($"patches: are random parts of images, which have no `{(options.Captions is null ? nameof(options.Labels) : nameof(options.Captions))}` of their own. Take the images whole, or leave the texts out.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostRows ?? 1, 1, nameof(options.MostRows));
        var (captions, labels) = (TextFile(paths, options, options.Captions), TextFile(paths, options, options.Labels));
        var rows = OpenRows(paths, options with { Captions = captions is null ? options.Captions : null, Labels = labels is null ? options.Labels : null });
        var (all, opened, notes) = (rows.Count, new List<IRowTexts>(), new List<string>());
        if (options.MostRows < all) rows = new RowSlice(rows, 0, options.MostRows.Value, owned: true);
        try
        {
            foreach (var (file, word, setting) in new[] { (captions, options.Captions, nameof(options.Captions)), (labels, options.Labels, nameof(options.Labels)) })
            {
                if (file is { } given) opened.Add(OpenTexts(given.Path, given.Column, all, rows.Count, notes));
                else if (TextFiles.Of(word) is not null) notes.Add($"{paths[0]}: has a column '{MessageText.Visible(word!)}', and there is a file or folder of that name: the column is taken (`{setting}`). Write ./{MessageText.Visible(word!)} for the other.");
            }
            return NotedRows.Of(rows, captions is null ? null : opened[0], labels is null ? null : opened[^1], notes, all);
        }
        catch
        {
            rows.Dispose();
            foreach (var texts in opened) (texts as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>The file, folder or pattern that a value of <see cref="RowFileOptions.Captions"/> or <see cref="RowFileOptions.Labels"/> names, and which of its columns, where one is said.</summary>
    /// <param name="paths">The rows' own files.</param>
    /// <param name="options">How these are read.</param>
    /// <param name="value">The value.</param>
    /// <returns>Null where it means a column of the rows' own files: no such file is there, or it is a column's name or number and nothing in it is of a path or of an ending.</returns>
    public (string Path, string? Column)? TextFile(IReadOnlyList<string> paths, RowFileOptions options, string? value)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        if (TextFiles.Of(value) is not { } file || !TextFiles.CanBeColumn(value!)) return TextFiles.Of(value);
        try
        {
            using var rows = OpenRows(paths, options with { Columns = null, Exclude = null, ModelColumns = null, Captions = value, Labels = null, KeepMissing = true, Text = new TextColumns() });
            return null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }

    /// <summary>Texts beside rows, of a file, or of those that a folder or pattern stands for.</summary>
    private IRowTexts OpenTexts(string path, string? column, int rows, int wanted, List<string> notes)
    {
        var parts = new List<IRowTexts>();
        try
        {
            foreach (var file in RowFiles.Find([path], [.. Formats.Where(format => format.OpenTogether is null)])) parts.Add(OpenTexts(file, column));
            return TextFiles.Join(parts, rows, wanted, notes);
        }
        catch
        {
            foreach (var part in parts) (part as IDisposable)?.Dispose();
            throw;
        }
    }

    private IRowTexts OpenTexts(string path, string? column)
    {
        var format = FormatOf(path, otherwise: Formats.FirstOrDefault(text => text.OpenTexts is not null && text.HasEnding(AnyText)));
        if (format.OpenTexts is { } open) return open(path, column, new RowFileOptions());
        if (format.OpenTogether is not null) throw new InvalidDataException($"{path}: is an image, not texts. Give a file with a text for each row.");
        return NumberTexts.Of(path, format.Open(path, new RowFileOptions()), column);
    }

    private IRows OpenRows(IReadOnlyList<string> paths, RowFileOptions options)
    {
        var files = RowFiles.Find(paths, Formats);
        if (FormatOf(files.Find(file => !IsEmptyShard(file, paths)) ?? files[0]).OpenTogether is { } together)
        {
            if ((options.Captions ?? options.Labels) is { } word)
                throw new InvalidDataException($"{files[0]}: is an image, which has no columns, and there is no file '{MessageText.Visible(word)}' (`{(options.Captions is null ? nameof(options.Labels) : nameof(options.Captions))}`). Give a file with a text for each image, in the order of their paths.");
            return Chosen(files[0], together(files, options), options);
        }
        if (files.Count == 1)
        {
            var rows = OpenOne(files[0], options);
            if (rows.Count > 0) return rows;
            using (rows) throw new InvalidDataException($"{rows.Name}: {Empty(rows)}. Give a file with rows{(rows.Columns is not null && options.Header == true ? ", or leave `Header` away" : "")}.");
        }
        var (parts, notes, odd) = (new List<IRows>(), new List<string>(), new OddFile(paths, files, OpenOne));
        try
        {
            foreach (var file in files)
            {
                if (IsEmptyShard(file, paths)) notes.Add($"{file}: is empty, and is passed over.");
                else parts.Add(OpenTable(file, options with { SeriesColumns = parts.Find(part => part.Columns is not null)?.Columns }, odd));
            }
            if (odd.InWidth(parts) is { } other) throw other;
            foreach (var empty in parts.Where(part => part.Count == 0).ToList())
            {
                notes.Add($"{empty.Name}: {Empty(empty)}, and is passed over.");
                empty.Dispose();
                parts.Remove(empty);
            }
            return parts.Count > 0 ? new RowSeries(parts, notes) : throw new InvalidDataException($"{files[0]}: holds no rows, like the {files.Count - 1} other files. Give files with rows.");
        }
        catch
        {
            foreach (var part in parts) part.Dispose();
            throw;
        }
    }

    // Programs leave files without a byte among their shards. One that was named itself is a mistake.
    private static bool IsEmptyShard(string file, IReadOnlyList<string> paths) => !paths.Contains(file) && new FileInfo(file) is { Exists: true, Length: 0 };

    private IRows OpenTable(string path, RowFileOptions options, OddFile odd)
    {
        var format = FormatOf(path);
        try
        {
            return OpenOne(path, options);
        }
        catch (InvalidDataException refusal) when (format.TakesColumns && odd.Refused(path, options, refusal) is { } other)
        {
            throw other;
        }
    }

    private IRows OpenOne(string path, RowFileOptions options)
    {
        var format = FormatOf(path);
        if (options.Patches is not null && format.OpenTogether is null)
            throw new InvalidDataException($"{path}: holds rows, not images, so no patches can be taken of it (`Patches`). Give PNG or JPEG images, or leave `Patches` out.");
        var rows = format.Open(path, options);
        return format.TakesColumns ? rows : Chosen(path, rows, options);
    }

    private static string Empty(IRows rows) => rows.Columns is null ? "holds no rows" : rows.NumberType == "text" ? "holds only a line of names and no rows" : "holds columns and no rows";

    private RowFormat FormatOf(string path, RowFormat? otherwise = null)
    {
        var head = new byte[ForeignFile.HeadLength];
        int length;
        using (var file = InputFile.OpenRead(path)) length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (InputFile.IsGzip(head.AsSpan(0, length))) throw new InvalidDataException($"{path}: is packed with gzip twice. Unpack it once (gunzip), and give the file that comes out.");
        if (length == 0) throw new InvalidDataException($"{path}: is empty once unpacked. Get or make the file again.");
        var named = Formats.FirstOrDefault(format => format.HasEnding(path)) ?? otherwise;
        // Text has no signature, so that a file of another kind is noticed here or never.
        return ForeignFile.PointerTo(path, head.AsSpan(0, length)) is { } pointer ? throw pointer
            : Formats.FirstOrDefault(format => format.Recognises(head.AsMemory(0, Math.Min(length, SignatureLength))))
            ?? (ForeignFile.Of(path, head.AsSpan(0, length), mayBeText: named is not null) is { } foreign ? throw foreign : named)
            ?? throw new InvalidDataException($"{path}: is of no known format. Give one of these, plain or as .gz: {string.Join(", ", Formats.Select(format => $"{format.Name} ({string.Join(' ', format.Endings)})"))}. Text may have any content: give it the ending .csv or .txt.");
    }

    private static IRows Chosen(string path, IRows rows, RowFileOptions options)
    {
        try
        {
            var chosen = ColumnChoice.Of(path, options, rows.Columns, rows.Width) is { } columns ? new ColumnSelection(rows, columns) : rows;
            var (captions, labels) = ColumnChoice.Texts(path, options, rows.Columns, rows.Width);
            return NotedRows.Of(chosen, captions is { } caption ? new NumberTexts(rows, caption) : null, labels is { } label ? new NumberTexts(rows, label) : null);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>A choice of a family: <c>Choices.Of&lt;SparsityOptions, MyOptions&gt;("mine", "what it does")</c>.</summary>
    /// <param name="name">Name on the command line and in model files: lower case, hyphens.</param>
    /// <param name="summary">One line of help.</param>
    public static Choice<TFamily> Of<TFamily, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string name, string summary)
        where TFamily : class where TOptions : class, TFamily, new() =>
        new(name, summary, new TOptions(), Setting.Of(typeof(TOptions))) { Create = static () => new TOptions() };
}

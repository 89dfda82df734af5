using System.CommandLine;
using System.Globalization;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Flags;

/// <summary>The argument DATA (or FILE) and the flags that say how it is read.</summary>
internal sealed class DataFlags(Choices choices, string name = "DATA", string what = "file of rows", bool optional = false, bool targets = false)
{
    // A word with none of these that is no file was meant as something else: a switch's value, say.
    private static readonly char[] LettersOfPaths = ['.', '/', '\\', '*', '?'];

    private readonly Argument<string[]> _data = new(optional ? $"[{name}]" : name)
    {
        Description = $"{what}, or several, a folder or a pattern ('data/*.npy'): {string.Join(", ", choices.Formats.SelectMany(format => format.Endings).Distinct())}; .gz is undone",
        Arity = ArgumentArity.ZeroOrMore,               // a missing one is worded by UseFaults
    };
    private readonly Flag<int> _rows = new("Data", "--rows", "N", "only the first N rows", FlagText.Count) { Default = "all", Range = "at least 1" };
    private readonly IReadOnlyList<SettingFlag> _settings = SettingFlag.Of("Data", RowFileOptions.Settings, new RowFileOptions());

    public Argument<string[]> Data => _data;

    /// <summary>Where the rows lie that are to be rebuilt from those of DATA; null for commands that take none.</summary>
    public Flag<string>? Target { get; } = targets
        ? new Flag<string>("Data", "--target", "DATA", "a transcoder's rows to be rebuilt, one for each of DATA: a file, folder or pattern", FlagText.Path) { Default = "none: DATA itself" } : null;

    public IEnumerable<Option> Options => [_rows, .. _settings.SelectMany(setting => setting.Options), .. Target is null ? [] : (Option[])[Target]];

    /// <summary>The request, or null if no file is given.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="run">A run that may have noted its rows: texts can be put beside those; null for none.</param>
    /// <exception cref="WrongUse">A flag says how a file is read, and none is given.</exception>
    public Request? ReadOptional(ParseResult parse, string? run = null)
    {
        if (parse.GetValue(_data) is [{ Length: > 0 }, ..]) return Read(parse);
        var noted = run is null ? null : ReadNoted(parse, run);
        var texts = noted is null ? [] : _settings.Where(setting => setting.Name is "captions" or "labels" && setting.IsGiven(parse)).ToList();
        if (Options.Except(texts.SelectMany(setting => setting.Options)).FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } reading)
            throw new WrongUse(reading.Name, $"it says how rows are read, and no {name} is given", $"Give {name}, or leave the flag out");
        if (texts.Count == 0) return noted;
        var options = noted!.Options with { };
        foreach (var setting in texts) setting.Apply(parse, null, options);
        return noted with { Options = options, IsNoted = false };
    }

    /// <summary>The rows a run was begun with, if they are still where they were; null if not, or where the path is no run.</summary>
    public Request? ReadNoted(ParseResult parse, string run) =>
        Directory.Exists(run) && Subject.Notes(run) is var notes && notes.TryGetValue("data", out var files)
        && files.Split('\n').All(file => Path.Exists(file) || file.AsSpan().ContainsAny('*', '?')) ? Read(parse, notes) : null;

    /// <summary>Finds what is wrong with the flags before any file is opened.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="seed">Start of the random numbers that patches are drawn with.</param>
    public Request Read(ParseResult parse, ulong seed = 1)
    {
        if (parse.GetValue(_data) is { Length: > 1 } several && several.FirstOrDefault(word => !word.AsSpan().ContainsAny(LettersOfPaths) && !Path.Exists(word)) is { } stray)
            throw new WrongUse($"'{stray}'", "it is one argument too many, or a file that is not there", "Check it");
        if (IsGiven(parse, "count") && !IsGiven(parse, "patches")) throw new WrongUse("--count", "it counts patches, and none are asked for", "Add --patches HxW, or ask for the first rows with --rows");
        var options = new RowFileOptions { PatchSeed = seed };
        foreach (var setting in _settings) setting.Apply(parse, null, options);
        return new Request(choices, parse.GetValue(_data)!, options, _rows.IsGiven(parse) ? _rows.Read(parse) : null)
        {
            Target = Target?.IsGiven(parse) == true ? Target.Read(parse) : null,
        };
    }

    /// <summary>What a run noted of its rows; the file's place may be given anew.</summary>
    /// <exception cref="InvalidDataException">It noted nothing, or what is no such thing.</exception>
    public Request Read(ParseResult parse, IReadOnlyDictionary<string, string> notes)
    {
        var paths = (parse.GetValue(_data) is { Length: > 0 } given ? given : notes.GetValueOrDefault("data")?.Split('\n'))
            ?? throw new WrongUse("--resume", "the run has not noted where its rows come from", "Give the file as DATA");
        var count = notes.TryGetValue("rows", out var rows) ? FlagText.Count("--resume", rows) : (int?)null;
        var options = new RowFileOptions { KeepMissing = notes.GetValueOrDefault("impute") == Setting.Show(Imputation.Mean) };
        foreach (var setting in RowFileOptions.Settings)
        {
            if (notes.TryGetValue(setting.Key, out var text))
                setting.Set(options, setting.TryParse(text, out var value) ? value : throw new WrongUse("--resume", $"the run has noted '{MessageText.Visible(text)}' as {setting.Key}", "Begin the run again"));
        }
        return new Request(choices, paths, options, count) { IsNoted = true, Target = Target?.IsGiven(parse) == true ? Target.Read(parse) : notes.GetValueOrDefault("target") };
    }

    private bool IsGiven(ParseResult parse, string flag) => _settings.First(setting => setting.Name == flag).IsGiven(parse);

    /// <summary>Rows asked for, not opened yet.</summary>
    /// <param name="Choices">Holds the formats.</param>
    /// <param name="Paths">The files, folders and patterns.</param>
    /// <param name="Options">How it is read.</param>
    /// <param name="Count">Rows wanted, from the first; null for all.</param>
    internal sealed record Request(Choices Choices, IReadOnlyList<string> Paths, RowFileOptions Options, int? Count)
    {
        /// <summary>The file, folder or pattern of the rows to be rebuilt; null where the rows themselves are.</summary>
        public string? Target { get; init; }

        /// <summary>What a model calls its targets.</summary>
        private IReadOnlyList<string>? TargetColumns { get; init; }

        /// <summary>The model that the rows are put to: they are to be of its kind. Null for training.</summary>
        private SparseAutoencoder? Judge { get; init; }

        /// <summary>The rows were noted by a run: files of texts that have gone since do not hold it up.</summary>
        public bool IsNoted { get; init; }

        /// <summary>All that is read.</summary>
        public IReadOnlyList<string> Files => [.. Paths, .. new[] { Target, TextFile(Options.Captions)?.Path, TextFile(Options.Labels)?.Path }.OfType<string>()];

        // Many files of one kind have many notes of one kind.
        private const int NotesShown = 5;

        /// <summary>What a run notes of its rows, to read them again.</summary>
        public Dictionary<string, string> Notes
        {
            get
            {
                var notes = new Dictionary<string, string> { ["data"] = string.Join('\n', Paths.Select(Path.GetFullPath)) };
                if (Target is not null) notes["target"] = Path.GetFullPath(Target);
                if (Count is { } count) notes["rows"] = count.ToString(CultureInfo.InvariantCulture);
                foreach (var setting in RowFileOptions.Settings)
                {
                    if (setting.IsSet(Options) && RowFileOptions.Settings.All(other => other.Property != setting.Declared.With || other.IsSet(Options)))
                        notes[setting.Key] = Setting.Show(setting.Get(Options)!);
                }
                if (Rooted(Options.Captions) is { } captions) notes["captions"] = captions;
                if (Rooted(Options.Labels) is { } labels) notes["labels"] = labels;
                return notes;
            }
        }

        /// <summary>The request as a model needs it: its own columns, and missing values where it fills them. Null leaves it as it is.</summary>
        /// <exception cref="WrongUse">Targets are given, and the model has none.</exception>
        public Request For(SparseAutoencoder? model)
        {
            if (model is null) return this;
            if (Target is not null && !model.IsTranscoder) throw new WrongUse("--target", "the model rebuilds its rows themselves, and takes no targets", "Leave it out");
            return this with { Options = model.ReadingOptions(Options), TargetColumns = model.OutputNames, Judge = model };
        }

        /// <summary>The request as training needs it.</summary>
        public Request For(TrainingOptions options) => this with { Judge = null, Options = Options with { KeepMissing = options.Impute != Imputation.None } };

        /// <summary>Opens the file, and says aloud what was in doubt. Dispose what is returned.</summary>
        /// <param name="session">Takes the notes.</param>
        /// <param name="cancellation">Ends reading; null for the session's own.</param>
        public IRows Open(Session session, CancellationToken? cancellation = null)
        {
            session.ReadsFrom(Files);
            var rows = OpenRows(session);
            if (Target is not null) rows = WithTargets(rows, Target);
            foreach (var note in rows.Notes.Take(NotesShown)) session.Error.WriteLine($"sae: note: {session.Say(note)}");
            if (rows.Notes.Count > NotesShown) session.Error.WriteLine($"sae: note: and {rows.Notes.Count - NotesShown} more like these");
            if (Count > rows.Count)
            {
                using (rows)
                    throw new WrongUse("--rows", string.Create(CultureInfo.InvariantCulture, $"{rows.Name} holds {rows.Count} rows, {Count} are asked for"), "Ask for fewer, or leave the flag out");
            }
            if (Judge?.Doubts(rows, session.Cancellation) is { } doubt) session.Error.WriteLine($"sae: note: {session.Say(doubt)}");
            return new InterruptibleRows(rows, Count ?? rows.Count, cancellation ?? session.Cancellation);
        }

        // Neither training nor judging needs the texts of a noted run: where their files have gone or changed, the rows do without.
        private IRows OpenRows(Session session)
        {
            // Rows and their targets must be as many, whatever is taken of them.
            var read = Target is null ? Options with { MostRows = Count } : Options;
            if (!IsNoted) return Choices.Open(Paths, read);
            var options = read with { Captions = IfThere(Options.Captions, session), Labels = IfThere(Options.Labels, session) };
            try
            {
                return Choices.Open(Paths, options);
            }
            catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException && WithoutFiles(options) is var without && without != options)
            {
                var rows = Choices.Open(Paths, without);
                session.Error.WriteLine($"sae: note: {session.Say(failure.Message)} The rows are taken without these texts.");
                return rows;
            }
        }

        // A run notes columns by their words, and files by their full paths.
        private string? IfThere(string? value, Session session)
        {
            if (value is null || !Path.IsPathFullyQualified(value) || TextFile(value) is not null) return value;
            session.Error.WriteLine($"sae: note: {value}: is no longer there. The rows are taken without these texts.");
            return null;
        }

        private RowFileOptions WithoutFiles(RowFileOptions options) => options with
        {
            Captions = TextFile(options.Captions) is null ? options.Captions : null,
            Labels = TextFile(options.Labels) is null ? options.Labels : null,
        };

        private (string Path, string? Column)? TextFile(string? value) => Choices.TextFile(Paths, Options, value);

        private string? Rooted(string? value) => TextFile(value) is var (path, column) ? column is null ? Path.GetFullPath(path) : $"{Path.GetFullPath(path)}:{column}" : null;

        /// <summary>Read like the rows; but which columns are taken is said of the inputs alone.</summary>
        private IRows WithTargets(IRows rows, string path)
        {
            IRows? targets = null;
            try
            {
                targets = Choices.Open(path, Options with { Columns = null, Exclude = null, Captions = null, Labels = null, ModelColumns = TargetColumns });
                return Rows.Paired(rows, targets);
            }
            catch
            {
                rows.Dispose();
                targets?.Dispose();
                throw;
            }
        }
    }
}

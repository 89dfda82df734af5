using System.CommandLine;
using System.Globalization;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The argument DATA (or FILE) and the flags that say how it is read.</summary>
internal sealed class DataFlags(Choices choices, string name = "DATA", string what = "file of rows", bool optional = false)
{
    // A word with none of these that is no file was meant as something else: a switch's value, say.
    private static readonly char[] LettersOfPaths = ['.', '/', '\\', '*', '?'];

    private readonly Argument<string[]> _data = new(optional ? $"[{name}]" : name)
    {
        Description = $"{what}, or several, a folder or a pattern ('data/*.npy'): {string.Join(", ", choices.Formats.SelectMany(format => format.Endings).Distinct())}; .gz is undone",
        Arity = ArgumentArity.ZeroOrMore,               // a missing one is worded by UseFaults
    };
    private readonly Flag<int> _rows = new("Data", "--rows", "N", "only the first N rows", FlagText.Count) { Default = "all", Range = "at least 1" };
    private readonly Switch _header = new("Data", "--header", "CSV: the first line holds names");
    private readonly Switch _noHeader = new("Data", "--no-header", "CSV: the first line is a row [without either flag: looked at]");
    private readonly Flag<IReadOnlyList<string>> _columns = new("Data", "--columns", "A,B,…", "the columns that are inputs: names, numbers from 1, ranges (3-7)", FlagText.Words) { Default = "all, or the model's" };
    private readonly Flag<IReadOnlyList<string>> _exclude = new("Data", "--exclude", "A,B,…", "columns to leave out, in the same words", FlagText.Words) { Default = "none" };
    private readonly Flag<ImageShape> _patches = new("Data", "--patches", "HxW", "images: learn from random parts of this size, not from whole ones", FlagText.Image) { Default = "none" };
    private readonly Flag<int> _count = new("Data", "--count", "N", "with --patches: how many, from all images together", FlagText.Count) { Default = $"{new RowFileOptions().PatchCount}", Range = "at least 1" };
    private readonly Switch _colour = new("Data", "--colour", "images: three planes, red, green and blue, not brightness alone");
    private readonly Flag<string> _tensor = new("Data", "--tensor", "NAME", "safetensors, NPZ: the tensor or array (--array) that holds the rows", FlagText.Word) { Aliases = { "--array" } };

    public Argument<string[]> Data => _data;

    public IEnumerable<Option> Options => [_rows, _header, _noHeader, _columns, _exclude, _tensor, _patches, _count, _colour];

    /// <summary>The request, or null if no file is given.</summary>
    public Request? ReadOptional(ParseResult parse) => parse.GetValue(_data) is [{ Length: > 0 }, ..] ? Read(parse) : null;

    /// <summary>Finds what is wrong with the flags before any file is opened.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="seed">Start of the random numbers that patches are drawn with.</param>
    public Request Read(ParseResult parse, ulong seed = 1)
    {
        var (header, noHeader) = (_header.IsGiven(parse), _noHeader.IsGiven(parse));
        if (header && noHeader) throw new WrongUse("--header", "--no-header says the opposite", "Give one of them");
        if (parse.GetValue(_data) is { Length: > 1 } several && several.FirstOrDefault(word => !word.AsSpan().ContainsAny(LettersOfPaths) && !Path.Exists(word)) is { } stray)
            throw new WrongUse($"'{stray}'", "it is one argument too many, or a file that is not there", "Check it");
        if (_count.IsGiven(parse) && !_patches.IsGiven(parse)) throw new WrongUse("--count", "it counts patches, and none are asked for", "Add --patches HxW, or ask for the first rows with --rows");
        var options = new RowFileOptions
        {
            Patches = _patches.IsGiven(parse) ? _patches.Read(parse) : null,
            PatchCount = _count.Read(parse),
            PatchSeed = seed,
            Colour = _colour.IsGiven(parse),
            Header = header ? true : noHeader ? false : null,
            Tensor = _tensor.IsGiven(parse) ? _tensor.Read(parse) : null,
            Columns = _columns.IsGiven(parse) ? _columns.Read(parse) : null,
            Exclude = _exclude.IsGiven(parse) ? _exclude.Read(parse) : null,
        };
        return new Request(choices, parse.GetValue(_data)!, options, _rows.IsGiven(parse) ? _rows.Read(parse) : null);
    }

    /// <summary>What a run noted of its rows; the file's place may be given anew.</summary>
    /// <exception cref="InvalidDataException">It noted nothing, or what is no such thing.</exception>
    public Request Read(ParseResult parse, IReadOnlyDictionary<string, string> notes)
    {
        var paths = (parse.GetValue(_data) is { Length: > 0 } given ? given : notes.GetValueOrDefault("data")?.Split('\n'))
            ?? throw new WrongUse("--resume", "the run has not noted where its rows come from", "Give the file as DATA");
        var count = notes.TryGetValue("rows", out var rows) ? FlagText.Count("--resume", rows) : (int?)null;
        var options = new RowFileOptions
        {
            Header = notes.TryGetValue("header", out var header) ? header == "true" : null,
            Tensor = notes.GetValueOrDefault("tensor"),
            Columns = notes.TryGetValue("columns", out var columns) ? FlagText.Words("--resume", columns) : null,
            Exclude = notes.TryGetValue("exclude", out var exclude) ? FlagText.Words("--resume", exclude) : null,
            Patches = notes.TryGetValue("patches", out var patches) ? FlagText.Image("--resume", patches) : null,
            PatchCount = notes.TryGetValue("patch_count", out var patchCount) ? FlagText.Count("--resume", patchCount) : new RowFileOptions().PatchCount,
            PatchSeed = notes.TryGetValue("patch_seed", out var seed) && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1,
            Colour = notes.ContainsKey("colour"),
            KeepMissing = notes.GetValueOrDefault("impute") == "mean",
        };
        return new Request(choices, paths, options, count);
    }

    /// <summary>Rows asked for, not opened yet.</summary>
    /// <param name="Choices">Holds the formats.</param>
    /// <param name="Paths">The files, folders and patterns.</param>
    /// <param name="Options">How it is read.</param>
    /// <param name="Count">Rows wanted, from the first; null for all.</param>
    internal sealed record Request(Choices Choices, IReadOnlyList<string> Paths, RowFileOptions Options, int? Count)
    {
        // Many files of one kind have many notes of one kind.
        private const int NotesShown = 5;

        /// <summary>What a run notes of its rows, to read them again.</summary>
        public Dictionary<string, string> Notes
        {
            get
            {
                var notes = new Dictionary<string, string> { ["data"] = string.Join('\n', Paths.Select(Path.GetFullPath)) };
                if (Count is { } count) notes["rows"] = count.ToString(CultureInfo.InvariantCulture);
                if (Options.Header is { } header) notes["header"] = header ? "true" : "false";
                if (Options.Tensor is { } tensor) notes["tensor"] = tensor;
                if (Options.Columns is { } columns) notes["columns"] = string.Join(',', columns);
                if (Options.Exclude is { } exclude) notes["exclude"] = string.Join(',', exclude);
                if (Options.Patches is { } patches)
                {
                    notes["patches"] = patches.ToString();
                    notes["patch_count"] = Options.PatchCount.ToString(CultureInfo.InvariantCulture);
                    notes["patch_seed"] = Options.PatchSeed.ToString(CultureInfo.InvariantCulture);
                }
                if (Options.Colour) notes["colour"] = "true";
                return notes;
            }
        }

        /// <summary>The request as a model needs it: its own columns, and missing values where it fills them. Null leaves it as it is.</summary>
        public Request For(SparseAutoencoder? model) => model is null ? this : this with { Options = model.ReadingOptions(Options) };

        /// <summary>The request as training needs it.</summary>
        public Request For(TrainingOptions options) => this with { Options = Options with { KeepMissing = options.Impute != Imputation.None } };

        /// <summary>Opens the file, and says aloud what was in doubt. Dispose what is returned.</summary>
        /// <param name="session">Takes the notes.</param>
        /// <param name="cancellation">Ends reading; null for the session's own.</param>
        public IRows Open(Session session, CancellationToken? cancellation = null)
        {
            var rows = Choices.Open(Paths, Options);
            foreach (var note in rows.Notes.Take(NotesShown)) session.Error.WriteLine($"sae: note: {note}");
            if (rows.Notes.Count > NotesShown) session.Error.WriteLine($"sae: note: and {rows.Notes.Count - NotesShown} more like these");
            if (Count > rows.Count)
            {
                using (rows)
                    throw new WrongUse("--rows", string.Create(CultureInfo.InvariantCulture, $"{rows.Name} holds {rows.Count} rows, {Count} are asked for"), "Ask for fewer, or leave the flag out");
            }
            return new InterruptibleRows(rows, Count ?? rows.Count, cancellation ?? session.Cancellation);
        }
    }
}

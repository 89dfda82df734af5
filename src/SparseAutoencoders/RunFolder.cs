using System.Text;

namespace SparseAutoencoders;

/// <summary>A run as a folder of plain files, from which it can be gone on with whatever happened to it: options.json, metrics.jsonl (a line an
/// epoch or iteration), checkpoint-*.safetensors (the newest two) and, at the end, model.safetensors.</summary>
/// <remarks>One process at a time works in a folder.</remarks>
public sealed class RunFolder : IDisposable
{
    internal const string Metrics = "metrics.jsonl", OptionsName = "options.json";
    private const string Format = "sparse-autoencoders-run/1";
    private const int LongestOptions = 1 << 22;               // a command line may name that many files

    /// <summary>What the finished model is called in the folder.</summary>
    public const string ModelName = "model.safetensors";

    private string _id = "";
    private FolderLock? _lock;
    private IDisposable? _journal;
    private (CheckpointFile.Label Label, RunState? State, IReadOnlyList<string> Notices)? _newest;

    private RunFolder(string path, IReadOnlyDictionary<string, string> notes) => (Path, Notes) = (path, notes);

    /// <summary>True for the folder of a run that has begun.</summary>
    public static bool IsRun(string path) => File.Exists(System.IO.Path.Combine(path, OptionsName));

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Another machine writes it.</summary>
    internal bool IsFollowed { get; private init; }

    /// <summary>Where the finished model goes.</summary>
    public string Model => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Time between checkpoints at least. Null: one every epoch, or every iteration as long as saving takes no more than a twentieth of
    /// the time.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    /// <summary>What the run's maker noted beside the options, by key.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>The run's options; null before it has begun.</summary>
    public TrainingOptions? Options { get; private set; }

    /// <summary>A folder for a new run. It is made, and taken, when training begins: a run refused for its data leaves nothing behind.</summary>
    /// <param name="path">Missing, or a folder without a run.</param>
    /// <param name="notes">Texts to be kept beside the options, under keys of their own: where the rows come from, say.</param>
    /// <param name="checkpointEvery">See <see cref="CheckpointEvery"/>.</param>
    /// <exception cref="IOException">The folder holds a run.</exception>
    public static RunFolder Create(string path, IReadOnlyDictionary<string, string>? notes = null, TimeSpan? checkpointEvery = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new RunFolder(path, notes ?? new Dictionary<string, string>()) { CheckpointEvery = checkpointEvery };
        folder.RefuseRun();
        return folder;
    }

    /// <summary>Opens the folder of a run, to go on with it. Until it is disposed no other process can.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="checkpointEvery">See <see cref="CheckpointEvery"/>.</param>
    /// <param name="choices">What the run's options may name; null for what the library brings.</param>
    /// <exception cref="IOException">There is no run in it, or another process is at work in it.</exception>
    /// <exception cref="InvalidDataException">Its options cannot be read.</exception>
    public static RunFolder Open(string path, TimeSpan? checkpointEvery = null, Choices? choices = null) => Read(path, checkpointEvery, choices, isFollowed: false);

    /// <summary>The folder of a run that another machine of a group goes on with: it is read, and never written.</summary>
    /// <param name="path">The folder, which the machines share.</param>
    /// <param name="choices">What the run's options may name; null for what the library brings.</param>
    /// <exception cref="IOException">There is no run in it.</exception>
    /// <exception cref="InvalidDataException">Its options cannot be read.</exception>
    public static RunFolder Follow(string path, Choices? choices = null) => Read(path, null, choices, isFollowed: true);

    private static RunFolder Read(string path, TimeSpan? checkpointEvery, Choices? choices, bool isFollowed)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"{path}: there is no such folder. Give the folder of a run that was begun with `RunFolder.Create`.");
        var file = System.IO.Path.Combine(path, OptionsName);
        if (!File.Exists(file)) throw new FileNotFoundException($"{path}: holds no run, for there is no {OptionsName} in it. Give the folder of a run, or begin one with `RunFolder.Create`.");
        var (facts, notes) = (new Dictionary<string, string> { ["format"] = "", ["run"] = "" }, new Dictionary<string, string>());
        try
        {
            var options = OptionsText.Read(ReadText(file), choices ?? Choices.BuiltIn, facts, notes);
            if (facts["format"] != Format) throw new FormatException($"'format' is '{MessageText.Visible(facts["format"])}'");
            options.Check();
            return new RunFolder(path, notes) { CheckpointEvery = checkpointEvery, Options = options, _id = facts["run"], IsFollowed = isFollowed, _lock = isFollowed ? null : FolderLock.Take(path) };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{file}: in the run's options {exception.Message.TrimEnd('.')}. They are damaged or of a newer version: update, or begin the run again.");
        }
    }

    /// <summary>True while a process is at work in the folder.</summary>
    public static bool IsActive(string path) => FolderLock.IsHeld(path);

    /// <summary>Checkpoint files in a folder, the newest first.</summary>
    public static IReadOnlyList<string> Checkpoints(string path) =>
        [.. Directory.EnumerateFiles(path, "checkpoint-*.safetensors").OrderDescending(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal?.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Reads the checkpoint that the run goes on from, and makes sure that it is of these options: before anything is done that they ask for.</summary>
    /// <exception cref="ArgumentException">It is of others.</exception>
    /// <exception cref="InvalidDataException">There are checkpoints, but none can be used.</exception>
    internal void Find() => _newest = Newest();

    /// <summary>Takes the folder for a run: a new one, or the one that it was opened with.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="config">The model's description.</param>
    /// <param name="rows">Tells the training rows from any others.</param>
    /// <param name="preparation">What is done to rows first.</param>
    internal IJournal Begin<T>(TrainingOptions options, string config, string rows, InputPreparation preparation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Options is null)
        {
            Directory.CreateDirectory(Path);
            _lock = FolderLock.Take(Path);
            RefuseRun();
            (_id, Options) = (Guid.NewGuid().ToString("N"), options);
            var text = OptionsText.Write(options, options.Choices, [("format", Format), ("run", _id), .. Notes.Select(note => (note.Key, (object)note.Value))]);
            WholeFile.Write(System.IO.Path.Combine(Path, OptionsName), stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));
        }
        var (label, latest, notices) = _newest ?? (new("", "", "", Number: 0), null, []);
        if (latest is not null && label.Rows != rows)
            throw new ArgumentException($"{Path}: the rows are not those the run was begun with. Give the same file, unchanged.");
        if (IsFollowed) return new FollowedJournal(latest, label.Number);
        // What a process that was killed was just writing; no other is at work here.
        foreach (var part in Directory.EnumerateFiles(Path, $".*{WholeFile.PartEnding}")) File.Delete(part);
        var journal = new RunJournal<T>(Path, options, CheckpointEvery, new(_id, config, rows, label.Number), preparation, latest, notices);
        _journal = journal;
        return journal;
    }

    /// <summary>A description's options; null if it cannot be read.</summary>
    internal static TrainingOptions? ReadOptions(string config, Choices choices)
    {
        try
        {
            return OptionsText.Read(config, choices, new Dictionary<string, string>(), new Dictionary<string, string>());
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string ReadText(string file)
    {
        using var stream = InputFile.OpenRead(file);
        using var text = new MemoryStream();
        Span<byte> block = stackalloc byte[1 << 12];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            if (text.Length > LongestOptions) throw new FormatException("there is more text than options have");
            text.Write(block[..count]);
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private void RefuseRun()
    {
        foreach (var name in (string[])[OptionsName, Metrics, ModelName])
        {
            if (File.Exists(System.IO.Path.Combine(Path, name)))
                throw new IOException($"{Path}: it holds a run already ({name}). Go on with it (`RunFolder.Open` {Path}), or give `RunFolder.Create` a new folder.");
        }
    }

    /// <summary>The newest of the checkpoints that are whole and this run's, by what they say of themselves; null where there is none.</summary>
    private (CheckpointFile.Label Label, RunState? State, IReadOnlyList<string> Notices)? Newest()
    {
        (CheckpointFile.Label Label, RunState State)? newest = null;
        var unusable = new List<string>();
        foreach (var path in Checkpoints(Path))
        {
            try
            {
                var (found, now, good) = CheckpointFile.Read(path);
                if (found.Run != _id) throw new InvalidDataException($"{path}: belongs to another run.");
                if (ReadOptions(found.Config, Options!.Choices) != Options with { Threads = 0 })
                    throw new ArgumentException($"{Path}: {OptionsName} and the checkpoints do not agree. Restore it, or begin a new run in another folder.");
                if (newest is null || found.Number > newest.Value.Label.Number) newest = (found, new RunState(now, good));
            }
            catch (InvalidDataException failure)
            {
                unusable.Add(failure.Message.TrimEnd('.'));
            }
        }
        if (newest is not (var label, var state))
        {
            return unusable.Count == 0 ? null
                : throw new InvalidDataException($"{Path}: no checkpoint of the run can be used: {unusable[0]}. Restore one, or begin the run again in a new folder.");
        }
        return (label, state, [.. unusable.Select(text => string.Create(CultureInfo.InvariantCulture, $"{text}; number {label.Number} is used instead"))]);
    }
}

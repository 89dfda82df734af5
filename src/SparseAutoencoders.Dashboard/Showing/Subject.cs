using System.Diagnostics;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What is shown: a model file, or a run's folder that is followed as it grows, with rows to put through it. What is heavy is done in the
/// background, and what is found out is kept beside the model.</summary>
public sealed class Subject : IDisposable
{
    private const int RowsWhileRunning = 2000;

    // Looking at a running model takes at most as large a share of the time, which is the run's.
    private const int LongerThanLooking = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _stop = new();
    private readonly LastAnswers<(string, int, int), Task<IReadOnlyList<SimilarRow>>> _similar = new(4);
    private readonly RunReader? _run;
    private readonly string _path;
    private readonly Choices _choices;
    private Thread? _thread;
    private SubjectState _now = new();
    private string? _loaded;
    private string? _rowsDigest, _textsDigest;
    private ShownModel? _found;
    private long _looked;
    private TimeSpan _looking;
    private DateTime _told;

    private Subject(string path, IRows? rows, Choices choices, RunReader? run)
    {
        (_path, Name, Rows, _choices, _run) = (path, NameOf(path), rows is { TargetWidth: > 0 } ? null : rows, choices, run);
        Search = Rows is null ? null : new RowSearch(Rows);
    }

    /// <summary>What it is called: the file's or the folder's name.</summary>
    public string Name { get; }

    /// <summary>The rows; null if none were given, or such that have targets, which are not shown. The subject does not dispose them.</summary>
    public IRows? Rows { get; }

    /// <summary>Finds rows by their captions and labels; null without rows.</summary>
    internal RowSearch? Search { get; }

    /// <summary>What is known now.</summary>
    public SubjectState Now => Volatile.Read(ref _now);

    /// <summary>Whom the work in the background gives way to.</summary>
    internal AnswersFirst AnswersFirst { get; } = new(TimeProvider.System);

    /// <summary>Told, on some thread, that <see cref="Now"/> is another.</summary>
    public event Action? Changed;

    /// <summary>A model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows, or null.</param>
    /// <param name="choices">What the model may name; null for what the library brings.</param>
    /// <exception cref="InvalidDataException">The file is no model, or a transcoder, or the rows are not what it takes.</exception>
    public static Subject OfModel(string path, IRows? rows, Choices? choices = null)
    {
        var subject = new Subject(path, rows, choices ?? Choices.BuiltIn, run: null);
        subject.Load(path);
        return subject;
    }

    /// <summary>A run's folder, which may still be empty.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rows">The rows, or null.</param>
    /// <param name="choices">What the run may name; null for what the library brings.</param>
    public static Subject OfRun(string folder, IRows? rows, Choices? choices = null)
    {
        var known = choices ?? Choices.BuiltIn;
        var subject = new Subject(folder, rows, known, new RunReader(folder, known));
        subject.WatchRun();
        return subject;
    }

    /// <summary>What the maker of a run noted beside its options: where its rows come from, say. Nothing where there is no run.</summary>
    public static IReadOnlyDictionary<string, string> Notes(string folder) =>
        new RunReader(folder, Choices.BuiltIn).Read().Options.DistinctBy(option => option.Key).ToDictionary(option => option.Key, option => option.Value);

    /// <summary>Begins to work in the background.</summary>
    public void Start()
    {
        AnswersFirst.Answer().Dispose();        // whoever starts it is about to look
        _thread = new Thread(Work) { IsBackground = true, Name = "Sparse autoencoder pages", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Does what there is to do, and returns when it is done: for a report.</summary>
    /// <exception cref="InvalidDataException">There is no model, or the rows are not what it takes.</exception>
    public void Complete()
    {
        if (Now.Model is not null && Rows is not null) Find(Rows);
        if (Now.Fault is { } fault) throw new InvalidDataException(fault);
        if (Now.Model is null) throw new InvalidDataException($"{_path}: there is no model in this folder yet. Wait for the run's first checkpoint.");
    }

    /// <summary>A row's numbers, missing ones filled as the model does it.</summary>
    public double[] Row(int row)
    {
        var numbers = new double[Rows!.Width];
        (Now.Model?.Model.Fill(Rows) ?? Rows).Read<double>(row, numbers);
        return numbers;
    }

    /// <summary>The rows whose codes are most like a row's. All rows are coded for it, which takes a second or two where they are many; the last few answers are kept.</summary>
    internal Task<IReadOnlyList<SimilarRow>> SimilarRows(ShownModel model, int row, int count) =>
        _similar.Of((model.Mark, row, count), () => Task.Run(() => model.Model.SimilarRows(Rows!, row, count, _stop.Token)));

    /// <summary>What an input is called: as the rows or the model say, else by its number.</summary>
    public string InputName(int input) => (Rows?.Columns ?? Now.Model?.Model.InputNames) is { } columns && input < columns.Count && columns[input].Length > 0
        ? MessageText.Visible(columns[input], 80)
        : Now.Model?.Model.Image is { } image ? $"line {input / image.Width}, column {input % image.Width}" : $"input {input}";

    /// <summary>Inputs are called as somebody has called them, so that their weights say something.</summary>
    internal bool HasInputNames => (Rows?.Columns ?? Now.Model?.Model.InputNames) is not null;

    /// <summary>Units are shown by words in place of weights: where rows are texts, and their inputs have no names.</summary>
    internal bool IsTold => Rows is { Captions: not null, Image: null } && Now is { Fault: null } now && now.Model?.Model.Image is null && !HasInputNames;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        _stop.Dispose();
    }

    private bool HasTexts => Rows is { Captions: not null } or { Labels: not null };

    // A checkpoint will be gone when the run goes on.
    private bool IsKept => _run is null || _loaded == _run.Model;

    private static string NameOf(string path) => MessageText.Visible(Path.GetFileName(Path.GetFullPath(path).TrimEnd('/', '\\')), 80);

    private void Work()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (_run is not null) WatchRun();
                if (Now is { Model: { } model, Fault: null } now && (model != _found || now is { Sampled: true, Run.State: RunState.Stopped }) && Rows is not null && IsDue()) Find(Rows);
                if (_run is null && Now.Run is null) return;
                _stop.Token.WaitHandle.WaitOne(Pause);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private bool IsDue() => Now.Run is not { State: RunState.Running } || Stopwatch.GetElapsedTime(_looked) >= LongerThanLooking * _looking;

    /// <summary>Looks at the run's folder, and loads the newest model in it.</summary>
    private void WatchRun()
    {
        var (run, before) = (_run!.Read(), Now);
        if (before.Run is not { } known || known.State != run.State || known.Last != run.Last || known.Options.Count != run.Options.Count) Set(before with { Run = run });
        if (_run.NewestModel() is { } path && path != _loaded && (path == _run.Model || IsDue())) Load(path);
    }

    private void Load(string path)
    {
        try
        {
            var model = SparseAutoencoder.Load(path, _choices);
            if (model.IsTranscoder)
                throw new InvalidDataException($"{path}: the model rebuilds targets (`Rows.Paired`), and pages compare rows with what is rebuilt of them. Give a model that rebuilds the rows themselves.");
            if (Rows is not null && Rows.Width != model.Inputs)
                throw new InvalidDataException($"{Rows.Name}: its rows hold {Rows.Width} numbers, the model takes rows of {model.Inputs}. Give the model's own kind of rows.");
            _loaded = path;
            // What was found of the state before is shown until there is something newer.
            var findings = Now.Findings is { } before && before.Units.Count == model.HiddenUnits ? before : null;
            var meanings = Now.Meanings is { } told && told.Units.Count == model.HiddenUnits ? told : null;
            Set(Now with { Model = new ShownModel(model, RowsDigest.OfFile(path)[..16]), Findings = findings, Meanings = meanings, Fault = null });
        }
        catch (Exception failure) when (_run is not null && failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // A checkpoint may be replaced between being listed and being opened.
            if (File.Exists(path)) (_loaded, _) = (path, Set(Now with { Fault = failure.Message }));
        }
    }

    private void Find(IRows rows)
    {
        var model = Now.Model!;
        AnswersFirst.WaitForAnswers(_stop.Token);
        try
        {
            _found = model;
            if (Now.Run is { State: RunState.Running })
            {
                var begin = Stopwatch.GetTimestamp();
                using var some = new SpacedRows(rows, Math.Min(rows.Count, RowsWhileRunning));
                var found = FindingsWork.Run(model.Model, some, _ => AnswersFirst.WaitForAnswers(_stop.Token), _stop.Token);
                var told = HasTexts ? Meanings.Of(model.Model, some, _ => AnswersFirst.WaitForAnswers(_stop.Token), _stop.Token) : null;
                Set(Now with { Findings = Renumbered(found, some), Meanings = told, Sampled = some.Count < rows.Count, Share = null });
                (_looked, _looking) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(begin));
                return;
            }
            var file = FindingsFile.PathFor(_loaded!);
            var subject = $"{RowsDigest.OfFile(_loaded!)} {_rowsDigest ??= RowsDigest.OfRows(rows, _stop.Token)}";
            var findings = FindingsFile.Read(file, subject, model.Model.Options.Sparsity, model.Units, model.Model.Inputs, rows.Count);
            if (findings is null)
            {
                findings = FindingsWork.Run(model.Model, rows, Tell, _stop.Token);
                if (IsKept) Keep(() => FindingsFile.Write(file, findings, subject));
            }
            Set(Now with { Findings = findings, Sampled = false, Share = null });
            if (HasTexts) Set(Now with { Meanings = Told(subject), Share = null });
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            Set(Now with { Fault = failure.Message, Share = null });
        }

        Meanings Told(string findingsSubject)
        {
            var (file, subject) = (MeaningsFile.PathFor(_loaded!), $"{findingsSubject} {_textsDigest ??= RowsDigest.OfTexts(rows, _stop.Token)}");
            if (MeaningsFile.Read(file, subject, model.Units) is { } known) return known;
            var meanings = Meanings.Of(model.Model, rows, Tell, _stop.Token);
            if (IsKept) Keep(() => MeaningsFile.Write(file, meanings, subject));
            return meanings;
        }

        void Tell(double share)
        {
            AnswersFirst.WaitForAnswers(_stop.Token);
            if (DateTime.UtcNow - _told < Pause) return;
            _told = DateTime.UtcNow;
            Set(Now with { Share = share });
        }
    }

    // Rows of a sample are shown under the numbers they have among all.
    private static Findings Renumbered(Findings findings, SpacedRows some) => findings with
    {
        Scores = [.. findings.Scores.Select(row => row with { Row = some.RowAmongAll(row.Row) })],
        Units =
        [
            .. findings.Units.Select(unit => unit with
            {
                Top = [.. unit.Top.Select(row => row with { Row = some.RowAmongAll(row.Row) })],
                Spread = [.. unit.Spread.Select(row => row with { Row = some.RowAmongAll(row.Row) })],
            }),
        ],
    };

    // Where nothing can be written the findings are made again the next time.
    private static void Keep(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private bool Set(SubjectState state)
    {
        Volatile.Write(ref _now, state);
        Changed?.Invoke();
        return true;
    }
}

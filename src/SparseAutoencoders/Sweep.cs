using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace SparseAutoencoders;

/// <summary>Several runs on the same rows, to be compared. Rows are read once; what a process that was killed has done is kept.</summary>
public sealed class Sweep
{
    private const string SecondsName = "seconds.txt", DigestNote = "sweep_rows";
    private const int LongestName = 150;                         // file systems take 255 bytes

    // Up to so many encoder weights a model and what a step needs of it stay in one core's own cache: runs side by side then take less time than one after the
    // other on all cores. See docs/sweep.md.
    private const long MostSideBySide = 1 << 18;

    private static readonly TimeSpan UsualCheckpoints = TimeSpan.FromSeconds(10);

    private readonly IRows _rows;
    private readonly string _digest;
    private readonly TimeSpan _every;
    private readonly SweepRun[] _runs;
    private readonly SharedPreparations _shared;
    private readonly IProgress<SweepProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Lock _gate = new();
    private int _ended;

    private Sweep(IRows rows, string digest, SweepRun[] runs, int threads, TimeSpan every, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        (_rows, _digest, _runs, _every, _progress, _cancellation) = (rows, digest, runs, every, progress, cancellation);
        _shared = new SharedPreparations(runs.Select(run => run.Options), threads);
    }

    /// <summary>Trains a model with each of the given options. Small models are trained side by side, large ones in turn on all threads; the models are those of
    /// <see cref="SparseAutoencoder.Train(IRows, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>, to the last bit.</summary>
    /// <param name="rows">All rows. They are kept in memory, where they and what is prepared of them take no more than <see cref="TrainingOptions.KeptMegabytes"/> each; else every run reads them anew.</param>
    /// <param name="options">What to learn; no two alike. The first's <see cref="TrainingOptions.Threads"/> counts for all runs together.</param>
    /// <param name="folder">Takes a folder a run. The same sweep in it goes on: runs that are done are kept, those begun go on from their newest checkpoint.</param>
    /// <param name="progress">Told how each run goes, and once it has ended; never by two threads at once.</param>
    /// <param name="checkpointEvery">Time between a run's checkpoints at least; null for ten seconds.</param>
    /// <param name="cancellation">Stops all runs after the step under way, once that is saved.</param>
    /// <returns>A line a run, in the order of the options. A run that failed says why, and does not keep the others from going on.</returns>
    /// <exception cref="ArgumentException">There are no options, or two alike; or the folder holds runs of other options or rows by these names.</exception>
    /// <exception cref="InvalidDataException">There are no rows, or they cannot be read.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another process is at work in it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<SweepRun> Run(IRows rows, IReadOnlyList<TrainingOptions> options, string folder, IProgress<SweepProgress>? progress = null,
        TimeSpan? checkpointEvery = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var runs = Named(options, folder);
        if (rows.Count == 0 || rows.Width == 0) throw new InvalidDataException($"{rows.Name}: there are no rows to train on. Give at least one.");
        Directory.CreateDirectory(folder);
        using var taken = FolderLock.Take(folder);
        var (loaded, digest) = LoadedRows.Read(rows, (long)options.Max(one => one.KeptMegabytes) << 20, cancellation);
        var threads = options[0].Threads == 0 ? Environment.ProcessorCount : options[0].Threads;
        return new Sweep(loaded, digest, runs, threads, checkpointEvery ?? UsualCheckpoints, progress, cancellation).Run(threads);
    }

    /// <summary>The run whose model rebuilds rows best: the highest explained variance of held-out rows (of the training rows where none are held out), among models that
    /// nothing is amiss with if there are such. Runs that differ in their seed alone are judged by their mean.</summary>
    /// <returns>Null where no run has a model.</returns>
    public static SweepRun? Best(IReadOnlyList<SweepRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var judged = runs.Where(run => run.Judged is not null).ToList();
        var sound = judged.Where(run => run.Findings.Count == 0).ToList();
        return (sound.Count > 0 ? sound : judged).GroupBy(run => run.Options with { Seed = 0 }).MaxBy(alike => alike.Average(Explained))?.MaxBy(Explained);

        static double Explained(SweepRun run) => run.Judged!.ExplainedVariance;
    }

    /// <summary>The runs there will be, by name and folder, for options as <see cref="Run(IRows, IReadOnlyList{TrainingOptions}, string, IProgress{SweepProgress}?, TimeSpan?, CancellationToken)"/> takes them.</summary>
    private static SweepRun[] Named(IReadOnlyList<TrainingOptions> options, string folder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (options.Count == 0) throw new ArgumentException("There are no options to train with. Give those of at least one run.", nameof(options));
        var settings = options.Select(Settings).ToList();
        var varied = settings.SelectMany(one => one).GroupBy(pair => pair.Key).Where(same => same.Distinct().Count() > 1).Select(same => same.Key).ToHashSet();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. options.Zip(settings, (one, all) =>
        {
            var own = all.Where(pair => varied.Contains(pair.Key)).ToList();
            var name = own.Count == 0 ? "run" : string.Join(',', own.Select(pair => $"{pair.Key}={pair.Value}"));
            name = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || "=,.+-_".Contains(c, StringComparison.Ordinal) ? c : '_'));
            if (name.Length > LongestName) throw new ArgumentException($"{name[..40]}…: too many settings differ for a folder's name. Let fewer differ.", nameof(options));
            if (!names.Add(name)) throw new ArgumentException($"{name}: two runs are the same. Ask for each once.", nameof(options));
            return new SweepRun { Name = name, Options = one, Varied = own, Folder = Path.Combine(folder, name) };
        })];
    }

    private static List<KeyValuePair<string, string>> Settings(TrainingOptions options)
    {
        using var document = JsonDocument.Parse(OptionsText.Write(options, options.Choices));
        return [.. document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()))];
    }

    private SweepRun[] Run(int threads)
    {
        foreach (var run in _runs) RefuseOther(run);
        // Runs with rows prepared alike follow each other, so that these are let go of soon.
        var order = Enumerable.Range(0, _runs.Length).GroupBy(i => SharedPreparations.Key(_runs[i].Options)).SelectMany(alike => alike)
            .ToLookup(i => (long)_rows.Width * _runs[i].Options.HiddenUnits <= MostSideBySide);
        Run([.. order[true]], threads, lanes: threads);
        Run([.. order[false]], threads, lanes: 1);
        return _runs;
    }

    private void Run(int[] runs, int threads, int lanes)
    {
        lanes = Math.Clamp(lanes, 1, Math.Max(1, runs.Length));
        Parallel.ForEach(Partitioner.Create(runs, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = _cancellation }, i =>
        {
            _runs[i] = Finish(_runs[i], threads / lanes);
            lock (_gate) _progress?.Report(new(_runs[i], null, ++_ended, _runs.Length));
        });
    }

    /// <summary>Does what is left to do of a run.</summary>
    private SweepRun Finish(SweepRun run, int threads)
    {
        try
        {
            var seconds = SecondsOf(run) ?? Train(run, threads);
            return Judge(run with { Seconds = seconds }, threads);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidDataException or TrainingException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return run with { Error = failure is ArgumentException { ParamName: { } name } ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : failure.Message };
        }
        finally
        {
            _shared.Release(run.Options);
        }
    }

    private double Train(SweepRun run, int threads)
    {
        run.Options.Check();
        var begun = File.Exists(Path.Combine(run.Folder, RunFolder.OptionsName));
        using var folder = begun ? RunFolder.Open(run.Folder, _every, run.Options.Choices)
            : RunFolder.Create(run.Folder, new Dictionary<string, string> { [DigestNote] = _digest }, _every);
        if (begun) folder.Find();
        var model = SparseAutoencoder.Learn(_rows, run.Options with { Threads = threads }, folder, new Told(this, run), _cancellation, _shared);
        var seconds = model.Run!.Seconds.ToString("R", CultureInfo.InvariantCulture);
        WholeFile.Write(Path.Combine(run.Folder, SecondsName), stream => stream.Write(Encoding.UTF8.GetBytes(seconds)));
        foreach (var checkpoint in RunFolder.Checkpoints(run.Folder)) File.Delete(checkpoint);
        return model.Run.Seconds;
    }

    // What is told is what the file holds, not what memory held.
    private SweepRun Judge(SweepRun run, int threads)
    {
        using var workers = new Workers(threads);
        var model = SparseAutoencoder.Load(run.Model, run.Options.Choices);
        var (training, validation) = HeldOutRows.Split(_rows, run.Options.Validation, run.Options.Seed);
        var evaluation = Finite(model.Judge(training, workers, _cancellation));
        return run with
        {
            Evaluation = evaluation,
            HeldOut = validation is null ? null : Finite(model.Judge(validation, workers, _cancellation)),
            Findings = model.Findings(evaluation),
        };
    }

    private static Evaluation Finite(Evaluation evaluation) => evaluation.Metrics.FirstOrDefault(metric => !double.IsFinite(metric.Read(evaluation))) is { } wrong
        ? throw new TrainingException($"{wrong.Key}: the figure is {wrong.Read(evaluation).ToString(CultureInfo.InvariantCulture)}. The numbers ran away: take a smaller `LearningRate`, or scale the rows (`StandardScaling`).")
        : evaluation;

    /// <summary>How long a run took that is done; null for one that is not.</summary>
    private static double? SecondsOf(SweepRun run)
    {
        var path = Path.Combine(run.Folder, SecondsName);
        return File.Exists(path) && File.Exists(run.Model) && double.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
    }

    /// <summary>Refuses a folder in which there is another run than this one.</summary>
    private void RefuseOther(SweepRun run)
    {
        if (!File.Exists(Path.Combine(run.Folder, RunFolder.OptionsName))) return;
        using var there = RunFolder.Open(run.Folder, _every, run.Options.Choices);
        if (there.Options != run.Options with { Threads = 0, Image = run.Options.Image ?? _rows.Image })
            throw new ArgumentException($"{run.Folder}: holds a run with other options. Ask for the sweep it was begun by, or give a new folder.");
        if (there.Notes.GetValueOrDefault(DigestNote) != _digest)
            throw new ArgumentException($"{run.Folder}: holds a run on other rows. Give the same rows, unchanged, or a new folder.");
    }

    private sealed class Told(Sweep sweep, SweepRun run) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            lock (sweep._gate) sweep._progress?.Report(new(run, value, sweep._ended, sweep._runs.Length));
        }
    }
}

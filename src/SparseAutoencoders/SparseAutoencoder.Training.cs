namespace SparseAutoencoders;

// How a model is learned: alone or on several machines, anew or from where a run stopped.
public sealed partial class SparseAutoencoder
{
    /// <summary>Learns a model.</summary>
    /// <param name="rows">(rows, inputs), or with targets (<see cref="Rows.Paired"/>). With a sigmoid decoder every number is in [0, 1] after scaling.</param>
    /// <param name="options">What to learn and how; null for the defaults.</param>
    /// <param name="progress">Told after every epoch or iteration, and about ten times a second in between; called on the training thread.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">An option is out of its range or does not go with another or with the rows.</exception>
    /// <exception cref="InvalidDataException">The rows hold NaN, infinity, or numbers outside [0, 1] that the decoder cannot give.</exception>
    /// <exception cref="TrainingException">The objective is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) => Learn(rows, options ?? new TrainingOptions(), null, progress, cancellation);

    /// <summary>Learns a model, and writes the run down so that it can be gone on with.</summary>
    /// <param name="rows">As for the other <c>Train</c>.</param>
    /// <param name="options">What to learn and how.</param>
    /// <param name="run">A new run's folder. Dispose it afterwards.</param>
    /// <param name="progress">As for the other <c>Train</c>.</param>
    /// <param name="cancellation">Stops after the step under way, once that is saved.</param>
    /// <exception cref="ArgumentException">See the other <c>Train</c>; or the folder is that of a run that has begun.</exception>
    /// <exception cref="IOException">The folder cannot be written, or holds a run.</exception>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions options, RunFolder run, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Options is not null) throw new ArgumentException($"{run.Path}: holds a run that has begun. Go on with it, or give a new folder.", nameof(run));
        return Learn(rows, options, run, progress, cancellation);
    }

    /// <summary>Learns a model on several machines at once: each has a part of the rows, and all end with the same model, to the last bit the one that a single machine would learn with as many shards.</summary>
    /// <param name="rows">All rows, the same on every machine; each reads its own shards of them, and a small sample of all.</param>
    /// <param name="options">What to learn and how; at least as many <see cref="TrainingOptions.Shards"/> as there are machines.</param>
    /// <param name="group">The machines: 1, 2, 4, 8 and so on; null for this one alone. What moves bytes between them is not the library's concern.</param>
    /// <param name="run">A new run's folder on the machine of rank 0, or null for none; null on all others.</param>
    /// <param name="progress">As for the other <c>Train</c>.</param>
    /// <param name="cancellation">If one machine is to stop, all do, after the step under way.</param>
    /// <exception cref="ArgumentException">See the other <c>Train</c>; or machines and shards do not go together.</exception>
    /// <exception cref="InvalidDataException">See the other <c>Train</c>; or a machine has other rows or options than the others.</exception>
    /// <exception cref="TrainingException">See the other <c>Train</c>; or machines have computed differently.</exception>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions options, IGroup? group, RunFolder? run = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (run is not null && group is { Rank: > 0 }) throw new ArgumentException($"{run.Path}: the machine of rank 0 alone writes a run down. Give no folder on the others.", nameof(run));
        if (run?.Options is not null) throw new ArgumentException($"{run.Path}: holds a run that has begun. Go on with it, or give a new folder.", nameof(run));
        return Learn(rows, options, run, progress, cancellation, group: group);
    }

    /// <summary>Goes on with a run on several machines; they need not be as many as before.</summary>
    /// <param name="rows">The rows it was begun with, the same on every machine.</param>
    /// <param name="run">Its folder: from <see cref="RunFolder.Open"/> on the machine of rank 0, from <see cref="RunFolder.Follow"/> on the others.</param>
    /// <param name="group">The machines; null for this one alone.</param>
    /// <param name="threads">As for the other <c>Resume</c>.</param>
    /// <param name="progress">As for the other <c>Resume</c>.</param>
    /// <param name="cancellation">If one machine is to stop, all do, after the step under way.</param>
    /// <exception cref="ArgumentException">The rows are not those it was begun with, or machines and shards do not go together.</exception>
    /// <exception cref="InvalidDataException">No checkpoint of the run can be used.</exception>
    /// <exception cref="IOException">The folder cannot be written, or machines see different checkpoints.</exception>
    public static SparseAutoencoder Resume(IRows rows, RunFolder run, IGroup? group, int threads = 0, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) => GoOn(rows, run, group, start: null, threads, progress, cancellation);

    /// <summary>Goes on with a run from its newest checkpoint, to the model it would have made had it never been stopped: the same bits.</summary>
    /// <param name="rows">The rows it was begun with.</param>
    /// <param name="run">Its folder, from <see cref="RunFolder.Open"/>. Dispose it afterwards.</param>
    /// <param name="threads">Threads that compute, 0 for one a core. They need not be as many as before.</param>
    /// <param name="progress">Told of every epoch or iteration that is still to be done.</param>
    /// <param name="cancellation">Stops after the step under way, once that is saved.</param>
    /// <exception cref="ArgumentException">The rows are not those it was begun with.</exception>
    /// <exception cref="InvalidDataException">No checkpoint of the run can be used.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SparseAutoencoder Resume(IRows rows, RunFolder run, int threads = 0, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) => Resume(rows, run, start: null, threads, progress, cancellation);

    /// <summary>The same for a run that was begun from a model (<see cref="Continue"/>).</summary>
    /// <param name="rows">The rows it was begun with.</param>
    /// <param name="run">Its folder.</param>
    /// <param name="start">The model it was begun from; null for none.</param>
    /// <param name="threads">Threads that compute, 0 for one a core.</param>
    /// <param name="progress">Told of every epoch or iteration that is still to be done.</param>
    /// <param name="cancellation">Stops after the step under way, once that is saved.</param>
    /// <exception cref="ArgumentException">The rows are not those it was begun with.</exception>
    /// <exception cref="InvalidDataException">No checkpoint of the run can be used.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SparseAutoencoder Resume(IRows rows, RunFolder run, SparseAutoencoder? start, int threads = 0, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        GoOn(rows, run, group: null, start, threads, progress, cancellation);

    private static SparseAutoencoder GoOn(IRows rows, RunFolder run, IGroup? group, SparseAutoencoder? start, int threads, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        var options = run.Options ?? throw new ArgumentException($"{run.Path}: is the folder of a run that has not begun. Open it with `RunFolder.Open`.", nameof(run));
        run.Find();
        return Learn(rows, options with { Threads = threads }, run, progress, cancellation, start: start, group: group);
    }

    /// <summary>Learns a model, or goes on with learning it where the run's folder has found a checkpoint.</summary>
    internal static SparseAutoencoder Learn(IRows rows, TrainingOptions options, RunFolder? run, IProgress<TrainingProgress>? progress, CancellationToken cancellation,
        SharedPreparations? shared = null, IGroup? group = null, SparseAutoencoder? start = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.Count == 0 || rows.Width == 0) throw new InvalidDataException($"{rows.Name}: there are no rows to train on. Give at least one.");
        options = options with { Image = options.Image ?? rows.Image };
        options.Check(rows);
        options = options with { Sparsity = options.Sparsity.Completed(options.HiddenUnits) };
        var row = RowFacts.Of(rows);
        var (network, story) = options.Precision == Precision.Single ? Learned<float>() : Learned<double>();
        var model = new SparseAutoencoder(network, options, row, story.TrainingRows.Count, ThisVersion, story);
        if (run is { IsFollowed: false }) model.Save(run.Model);
        return model;

        (IFrozenNetwork, TrainingRun) Learned<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Learning.Run<T>(rows, options, run, count => Config(options, row, count, ThisVersion), progress, group ?? Alone.Instance, shared, start?._network, cancellation);
    }
}

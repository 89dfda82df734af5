using System.Security.Cryptography;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Learning, from rows to a network: prepare, train, judge.</summary>
internal static class Learning
{
    // Squares of rows beyond this may be more than a number holds.
    private const double Large = 1e100;

    /// <param name="rows">All rows.</param>
    /// <param name="options">What to learn and how.</param>
    /// <param name="run">Where the run is written down; null for nowhere.</param>
    /// <param name="config">Describes the model, given how many rows it is trained on.</param>
    /// <param name="progress">Told how it goes; may be null.</param>
    /// <param name="group">The machines that learn together.</param>
    /// <param name="shared">Rows that are prepared once for several runs; null prepares them for this one.</param>
    /// <param name="start">The model whose weights it begins with, and whose rows were prepared as these are to be; null to begin anew.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (IFrozenNetwork Network, TrainingRun Story) Run<T>(IRows rows, TrainingOptions options, RunFolder? run, Func<int, string> config,
        IProgress<TrainingProgress>? progress, IGroup group, SharedPreparations? shared, IFrozenNetwork? start, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shards = new Shards(options.Shards, group);
        using var workers = new Workers(options.Threads) { Shards = shards };
        CompareMachines(shards, rows, config(0));
        var word = TrainingProgress.Before(options.Optimizer.Total);
        var work = new ScalingWork(workers, progress is null ? null : share => progress.Report(word with { Preparing = "scaling", Share = share }), cancellation);
        var prepared = shared?.Of<T>(rows, options, work) ?? Preparation<T>.Of(rows, options, digested: shards.Any(run is not null), work, start?.Preparation);
        var begin = Start(rows, options, prepared, start, workers, cancellation);
        foreach (var notice in Findings.OfRows(options, prepared.Training.Inputs(), prepared.Summary)) progress?.Report(word with { Notice = notice });

        var journal = run?.Begin<T>(options, config(prepared.Training.Count), prepared.Digest, prepared.Inputs);
        var isWritten = shards.Any(journal is not null);
        LargeMemory.GiveBack(SizeOf<T>(rows, options));
        if (shards.Gather<int>([journal?.Number ?? -1]).Where(number => number >= 0).Distinct().Count() > 1)
            throw new IOException($"{run!.Path}: machines see different checkpoints in it. Give a folder that all share, and try again.");
        var network = new Network<T>(Initialized<T>(rows, options, start), options.Objective, workers);
        var units = new UnitWatch<T>(network, prepared.Rows, options.Revive, options.Optimizer.Total, isWritten ? CancellationToken.None : cancellation);
        var setup = new TrainingSetup<T>(network, prepared.Rows, units, options.Seed, workers, begin, progress, journal, cancellation) { IsWritten = isWritten };
        var result = options.Optimizer switch
        {
            MiniBatchOptions miniBatch => MiniBatchTraining<T>.Run(setup, miniBatch),
            FullBatchOptions fullBatch => new FullBatchTraining<T>(setup, fullBatch).Run(),
            var other => throw new ArgumentException($"optimizer: {other.GetType().Name} has no training loop."),
        };
        LargeMemory.GiveBack(SizeOf<T>(rows, options));          // what the optimizer remembered
        var story = Judge(options, prepared, setup, result);
        LargeMemory.GiveBack(SizeOf<T>(rows, options));          // double precision
        return (new FrozenNetwork<T>(network.Parameters, options.Objective, prepared.Inputs), story);
    }

    // Machines that have other rows, or are asked for something else, would learn something that is neither.
    private static void CompareMachines(Shards shards, IRows rows, string config)
    {
        if (shards.IsAlone) return;
        using var digest = new RowDigest();
        digest.Add(new PreparedRows<double>(rows, null, unitInterval: false, Workers.Shared).Sample(BlockSizes.Rows));
        string[] mine = [config, $"{rows.Count} x {rows.Width}", digest.Complete()];
        string[] what = ["is asked for another model, or by another version", "has rows of other sizes", "has other rows"];
        for (var i = 0; i < mine.Length; i++)
        {
            var hashes = shards.Gather<byte>(SHA256.HashData(Encoding.UTF8.GetBytes(mine[i]))).Chunk(SHA256.HashSizeInBytes).ToList();
            if (hashes.FindIndex(hash => !hash.AsSpan().SequenceEqual(hashes[0])) is > 0 and var other)
                throw new InvalidDataException($"{rows.Name}: machine {other} {what[i]} than machine 0. Give all machines the same files and options.");
        }
    }

    private static long SizeOf<T>(IRows rows, TrainingOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T> => 2L * options.HiddenUnits * rows.Width * Unsafe.SizeOf<T>();

    /// <summary>The parameters before the first step: the same at every call.</summary>
    private static Parameters<T> Initialized<T>(IRows rows, TrainingOptions options, IFrozenNetwork? start) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = options.Objective.CreateParameters<T>(rows.Width - rows.TargetWidth, options.HiddenUnits, options.Tied, rows.TargetWidth);
        options.Sparsity.Initialize(parameters, new RandomNumbers(options.Seed, Streams.Initialization));
        if (start is not null) StartingWeights.Take(start.Parameters, parameters, options.Sparsity);
        return parameters;
    }

    private static StartingPoint Start<T>(IRows rows, TrainingOptions options, Preparation<T> prepared, IFrozenNetwork? model, Workers workers, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (training, normalizer) = (prepared.Training, prepared.Inputs.Scaling(prepared.Training));                  // what is kept of the rows is not held on to
        var start = StartingPoint.Of(Initialized<T>(training, options, model), options.Objective, prepared.Sample,
            (threads, stop) => Evaluator.Run(Initialized<T>(training, options, model).As<double>(), options.Objective, normalizer, prepared.Inputs.Entering(training), threads, stop), workers);
        if (options.Scaling is not NoScaling || Math.Max(-prepared.Summary.Least, prepared.Summary.Greatest) < Large) return start;
        if (start.Judge(workers, cancellation).LossTotal is var loss && !double.IsFinite(loss))
            throw new TrainingException($"{rows.Name}: the objective is {loss.ToString(CultureInfo.InvariantCulture)} before the first step, for the numbers are too large. Scale the rows (`MinMaxScaling`).");
        return start;
    }

    private static TrainingRun Judge<T>(TrainingOptions options, Preparation<T> prepared, TrainingSetup<T> setup, LoopResult result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = new PreparedRows<double>(prepared.Inputs.Entering(prepared.Training), prepared.Inputs.Scaling(prepared.Training), unitInterval: false, setup.Workers);
        var hold = LastSolving.Run(setup.Network.Parameters, options.Objective, rows, setup.Workers, setup.Cancellation);
        var idle = setup.Units.FindLast(result.History.Count, changed: hold is not null || result.StoppedEarly is not null);
        return new TrainingRun(setup.Start)
        {
            TrainingRows = prepared.Training,
            ValidationRows = prepared.Validation,
            History = result.History,
            Epochs = options.Optimizer is MiniBatchOptions ? result.History.Count : null,
            Iterations = options.Optimizer is FullBatchOptions ? result.History.Count : null,
            Evaluations = options.Optimizer is FullBatchOptions ? result.Evaluations : null,
            Seconds = result.Seconds,
            RowsPerSecond = result.RowsPerSecond,
            Constraint = hold,
            IdleUnits = idle,
            Revivals = [.. setup.Units.Revivals.Select(one => one with { Helped = idle.All(unit => unit.Unit != one.Unit) })],
            Retreats = result.Retreats,
            StoppedEarly = result.StoppedEarly,
        };
    }
}

using System.Numerics;

namespace SparseAutoencoders.Fuzz;

/// <summary>Training that goes on from a checkpoint, as a run's does whose checksum, rows and options are right.</summary>
internal static class Resumption
{
    /// <summary>What is learned from: the rows of <see cref="Seeds"/>.</summary>
    public static IRows Rows { get; } = SparseAutoencoders.Rows.From<float>([[0, 0.5f, 1], [1, 0.25f, 0.5f], [0.5f, 1, 0]]);

    // What would take long is no finding: the options are those of the run's own file, which is the user's.
    private const int MostUnits = 8, MostSteps = 4, MostHistory = 32;

    public static void Read(string path)
    {
        var (label, now, good, _) = CheckpointFile.Look(path);
        if (RunFolder.ReadOptions(label.Config, Choices.BuiltIn) is not { } options) return;
        try
        {
            options.Check();
        }
        catch (ArgumentException)
        {
            return;
        }
        if (options.HiddenUnits > MostUnits || options.Optimizer.Total > MostSteps || options.Optimizer is LbfgsOptions { History: > MostHistory }) return;
        if (options.Precision == Precision.Single) Run<float>(options, new(now, good));
        else Run<double>(options, new(now, good));
    }

    private static void Run<T>(TrainingOptions options, RunState state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var workers = new Workers(1);
        var prepared = new PreparedRows<T>(Rows, null, unitInterval: true, workers).Load(long.MaxValue, default);
        var objective = new Network<T>(options.Objective.CreateParameters<T>(Rows.Width, options.HiddenUnits, options.Tied), options.Objective, workers);
        var units = new UnitWatch<T>(objective, prepared, options.Revive, options.Optimizer.Total, default);
        var setup = new TrainingSetup<T>(objective, prepared, units, options.Seed, workers, new StartingPoint(1, (workers, stop) => Evaluator.Run(objective.Parameters.As<double>(), options.Objective, null, Rows, workers, stop)), Progress: null, new Journal(state), default);
        try
        {
            if (options.Optimizer is MiniBatchOptions miniBatch) MiniBatchTraining<T>.Run(setup, miniBatch);
            else new FullBatchTraining<T>(setup, (FullBatchOptions)options.Optimizer).Run();
        }
        catch (TrainingException)
        {
            // Weights that are any bytes run away: said in one line.
        }
    }

    /// <summary>Knows a state and forgets all else.</summary>
    private sealed class Journal(RunState state) : IJournal
    {
        public RunState? Latest => state;

        public IReadOnlyList<string> Notices => [];

        public int Number => 1;

        public bool IsDue(bool boundary) => boundary;

        public void Save(RunState state)
        {
        }

        public void Begin(IReadOnlyList<TrainingProgress> history)
        {
        }

        public void Record(TrainingProgress progress)
        {
        }
    }
}

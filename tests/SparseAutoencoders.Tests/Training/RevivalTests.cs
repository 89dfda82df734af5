namespace SparseAutoencoders.Tests.Training;

public sealed class RevivalTests
{
    private const int Units = 8, Inputs = 12;

    private static readonly IRows Rows = Samples.Rows(200, Inputs);

    public static MatrixTheoryData<string, bool, bool> Ways => new(["adam", "sgd", "lbfgs"], [false, true], [false, true]);

    [Theory, MemberData(nameof(Ways))]
    public void Train_units_built_to_carry_nothing_are_found_with_their_cause_and_revived(string optimizer, bool held, bool tied)
    {
        var (revivals, idle, first) = Learn(optimizer, held, tied, revive: true, threads: 1);
        Assert.Equal((IdleUnit[])[new(1, IdleCause.NeverVaries), new(2, IdleCause.StuckAtZero), new(3, IdleCause.StuckAtOne), new(5, IdleCause.Twin, 4)], first);
        // Training may wake one that is not pinned before it is looked at; two that are equal stay equal.
        var units = revivals.Select(one => one.Unit).ToHashSet();
        Assert.Subset(new HashSet<int> { 1, 2, 3, 5 }, units);
        Assert.Contains(5, units);
        if (!held) Assert.Superset(new HashSet<int> { 2, 3 }, units);
        Assert.Empty(idle);
        Assert.Equal(revivals.Count, revivals.Select(one => (one.Done, one.Row)).Distinct().Count());
    }

    [Fact]
    public void Train_without_revive_finds_and_says_what_is_dead_and_leaves_it()
    {
        var (revivals, idle, _) = Learn("sgd", held: false, tied: false, revive: false, threads: 1);
        Assert.Empty(revivals);
        Assert.Contains(new IdleUnit(2, IdleCause.StuckAtZero), idle);
    }

    [Theory, InlineData("adam", true), InlineData("lbfgs", false)]
    public void Train_revives_the_same_units_for_any_number_of_threads(string optimizer, bool held)
    {
        var expected = Learn(optimizer, held, tied: false, revive: true, threads: 1);
        foreach (var threads in new[] { 2, 3 }) Assert.Equal(expected.Revivals, Learn(optimizer, held, tied: false, revive: true, threads).Revivals);
    }

    [Fact]
    public void Run_hands_on_what_a_unit_gave_so_that_outputs_stay_what_they_were()
    {
        using var workers = new Workers(1);
        var (objective, prepared) = Broken(new KlOptions { Rho = 0.2 }, tied: false, workers);
        var parameters = objective.Parameters;
        var before = Outputs(objective, prepared);
        var watch = new UnitWatch<double>(objective, prepared, revive: true, total: 10, TestContext.Current.CancellationToken);
        var forgotten = new List<int>();
        Assert.True(watch.Look(1, forgotten.Add, _ => { }));
        Assert.Equal([1, 2, 3, 5], forgotten);
        // What is new is only what the revived units add.
        foreach (var unit in forgotten) parameters.DecoderWeights.Row(unit).Clear();
        var after = Outputs(objective, prepared);
        for (var i = 0; i < before.All.Length; i++) Assert.Equal(before.All[i], after.All[i], 1e-9);
        Assert.Equal(3, watch.DeadUnits);
    }

    [Fact]
    public void Look_revived_units_begin_at_rho_and_speak_up_for_their_rows()
    {
        using var workers = new Workers(1);
        var (objective, prepared) = Broken(new KlOptions { Rho = 0.2 }, tied: false, workers);
        var watch = new UnitWatch<double>(objective, prepared, revive: true, total: 10, TestContext.Current.CancellationToken);
        watch.Look(1, _ => { }, _ => { });
        var codes = Pass(objective, prepared).Codes;
        foreach (var one in watch.Revivals)
        {
            var column = Enumerable.Range(0, codes.Rows).Select(i => codes[i, one.Unit]).ToArray();
            Assert.Equal(0.2, column.Average(), 1e-9);
            Assert.True(column[one.Row] > column.Average());
        }
        Assert.Empty(watch.Find());
    }

    [Fact]
    public void Look_rows_that_are_all_equal_leave_nothing_to_begin_towards()
    {
        var rows = SparseAutoencoders.Rows.From(Enumerable.Repeat(new[] { 0.25, 0.5, 0.75 }, 20).ToArray());
        var run = rows.Learn(new() { HiddenUnits = 3, Revive = true, Optimizer = new AdamOptions { Epochs = 10, Batch = 20 } }).Run!;
        Assert.Empty(run.Revivals);
        Assert.Equal(3, run.IdleUnits.Count);
        Assert.All(run.History, told => Assert.Equal(3, told.DeadUnits));
    }

    private static (IReadOnlyList<Revival> Revivals, IReadOnlyList<IdleUnit> AtEnd, IReadOnlyList<IdleUnit> AtStart) Learn(
        string optimizer, bool held, bool tied, bool revive, int threads)
    {
        using var workers = new Workers(threads);
        SparsityOptions sparsity = held ? new HeldOptions { Rho = 0.2 } : new KlOptions { Rho = 0.2 };
        OptimizerOptions options = optimizer switch
        {
            "adam" => new AdamOptions { Epochs = 20, Batch = 50 },
            "sgd" => new SgdOptions { Epochs = 20, Batch = 50 },
            _ => new LbfgsOptions { Iterations = 20 },
        };
        var (objective, prepared) = Broken(sparsity, tied, workers);
        var watch = new UnitWatch<double>(objective, prepared, revive, options.Total, TestContext.Current.CancellationToken);
        var first = watch.Find();
        var setup = new TrainingSetup<double>(objective, prepared, watch, 1, workers, new StartingPoint(100, (_, _) => throw new InvalidOperationException("it has not grown")), null, null, TestContext.Current.CancellationToken);
        _ = options is LbfgsOptions full ? new FullBatchTraining<double>(setup, full).Run() : MiniBatchTraining<double>.Run(setup, (MiniBatchOptions)options);
        return (watch.Revivals, watch.Find(), first);
    }

    /// <summary>Unit 1 sees nothing, 2 is pinned at 0, 3 at 1, 5 repeats 4.</summary>
    private static (Network<double> Objective, PreparedRows<double> Rows) Broken(SparsityOptions sparsity, bool tied, Workers workers)
    {
        var parameters = new Parameters<double>(Inputs, Units, tied);
        sparsity.Initialize(parameters, new RandomNumbers(1, 1));
        foreach (ref var weight in parameters.EncoderWeights.All) weight *= 3;       // so that all others vary by much more than 0.01
        foreach (var unit in new[] { 1, 2, 3 }) parameters.EncoderWeights.Row(unit).Clear();
        (parameters.EncoderBiases[2], parameters.EncoderBiases[3]) = (-100, 100);
        parameters.EncoderWeights.Row(4).CopyTo(parameters.EncoderWeights.Row(5));
        parameters.DecoderWeights.Row(4).CopyTo(parameters.DecoderWeights.Row(5));
        parameters.EncoderBiases[5] = parameters.EncoderBiases[4];
        var objective = new Network<double>(parameters, new ObjectiveOptions(sparsity, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0), workers);
        return (objective, new PreparedRows<double>(Rows, null, unitInterval: true, workers));
    }

    private static Pass<double> Pass(Network<double> objective, PreparedRows<double> rows)
    {
        var pass = new Pass<double>(rows.Count, Inputs, Units);
        pass.Resize(rows.Count, rows.Count);
        pass.Input = rows.Blocks(rows.Count, CancellationToken.None).Single().Rows;
        objective.Encode(pass);
        objective.Decode(pass);
        return pass;
    }

    private static Matrix<double> Outputs(Network<double> objective, PreparedRows<double> rows) => Pass(objective, rows).Output;
}

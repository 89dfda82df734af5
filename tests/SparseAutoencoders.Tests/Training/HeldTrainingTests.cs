#if !DEBUG
#endif

namespace SparseAutoencoders.Tests.Training;

public sealed class HeldTrainingTests
{
#if !DEBUG
    // On real images, in Release only: a Debug build takes minutes over them, and walks its edges in the tests below.
    private static readonly Lazy<IRows> Images = new(() => Samples.Images(2000));

    public static MatrixTheoryData<string, string, bool> Ways => new(["adam", "sgd", "lbfgs"], ["squared-error, sigmoid", "squared-error, linear", "cross-entropy, sigmoid"], [false, true]);

    [Theory, MemberData(nameof(Ways))]
    public void Train_holds_rho_and_rebuilds_better_than_a_penalty_strong_enough_to_come_near(string optimizer, string output, bool tied)
    {
        var options = new TrainingOptions
        {
            HiddenUnits = 24,
            Tied = tied,
            Loss = output.StartsWith("cross", StringComparison.Ordinal) ? new CrossEntropyOptions() : new SquaredErrorOptions(),
            Decoder = output.EndsWith("linear", StringComparison.Ordinal) ? OutputFunction.Linear : OutputFunction.Sigmoid,
            Optimizer = optimizer switch
            {
                // A linear decoder's slopes are steeper: gradient descent needs smaller steps there.
                "adam" => new AdamOptions { Epochs = 12, Batch = 100, LearningRate = 0.005 },
                "sgd" => new SgdOptions { Epochs = 12, Batch = 100, LearningRate = output.EndsWith("linear", StringComparison.Ordinal) ? 0.002 : 0.01 },
                _ => new LbfgsOptions { Iterations = 40 },
            },
        };
        var held = Images.Value.Learn(options with { Sparsity = new HeldOptions { Rho = 0.1 } });
        var judged = held.Judge(Images.Value);
        // With few units β = 1 does not hold them at all (their means are two to four times ρ): that is no comparison.
        // Cross-entropy is the larger number, and outweighs a penalty that does for squared error.
        var beta = options.Loss is CrossEntropyOptions ? 150 : 30;
        var penalized = Images.Value.Learn(options with { Sparsity = new KlOptions { Rho = 0.1, Beta = beta } }).Judge(Images.Value);
        Assert.InRange(penalized["rho_deviation_mean"], 0.01, 1);
        Assert.InRange(judged["rho_deviation_max"], 0, 1e-5);
        Assert.Equal(0, judged.DeadUnits);
        Assert.True(held.Run!.Constraint!.Met);
        Assert.Equal(judged["rho_deviation_max"], held.Run.Constraint.DeviationMax, 1e-9);
        Assert.True(judged.LossReconstruction < penalized.LossReconstruction, $"{judged.LossReconstruction}, penalty {penalized.LossReconstruction} at {penalized["rho_deviation_mean"]}");
    }

    [Fact]
    public void Train_many_units_rebuilds_better_than_the_plain_penalty_which_is_not_near()
    {
        var options = new TrainingOptions { HiddenUnits = 196, Optimizer = new AdamOptions { Epochs = 15, Batch = 100 } };
        var held = Images.Value.Learn(options with { Sparsity = new HeldOptions() }).Judge(Images.Value);
        var plain = Images.Value.Learn(options).Judge(Images.Value);
        Assert.InRange(held["rho_deviation_max"], 0, 1e-5);
        Assert.True(plain["rho_deviation_mean"] > 0.1);
        Assert.True(held.LossReconstruction < plain.LossReconstruction, $"{held.LossReconstruction}, penalty {plain.LossReconstruction}");
    }
#endif

    [Theory, InlineData("none"), InlineData("minmax"), InlineData("standard"), InlineData("zca")]
    public void Train_holds_rho_on_the_training_rows_of_a_scaled_table(string scale)
    {
        var choices = Choices.BuiltIn;
        var rows = Samples.Rows(300, 12);
        foreach (var precision in new[] { Precision.Single, Precision.Double })
        {
            var model = rows.Learn(new TrainingOptions
            {
                HiddenUnits = 9,
                Scaling = choices.Scalings.First(choice => choice.Name == scale).Create(),
                Decoder = OutputFunction.Linear,
                Validation = 0.2,
                Precision = precision,
                Sparsity = new HeldOptions { Rho = 0.2, Tolerance = precision == Precision.Single ? 1e-5 : 1e-11 },
                Optimizer = new AdamOptions { Epochs = 5, Batch = 50 },
            });
            Assert.True(model.Run!.Constraint!.Met, $"{model.Run.Constraint.DeviationMax}");
            Assert.InRange(model.Judge(model.Run.TrainingRows)["rho_deviation_max"], 0, model.Run.Constraint.Tolerance);
            Assert.True(model.Judge(model.Run.ValidationRows!)["rho_deviation_max"] > 1e-3);
        }
    }

    [Theory, InlineData("adam"), InlineData("sgd"), InlineData("lbfgs")]
    public void Train_gives_the_same_bits_for_any_number_of_threads(string optimizer)
    {
        var rows = Samples.Rows(300, 20);
        var options = new TrainingOptions
        {
            HiddenUnits = 37,
            Sparsity = new HeldOptions(),
            Optimizer = optimizer switch { "adam" => new AdamOptions { Epochs = 3, Batch = 70 }, "sgd" => new SgdOptions { Epochs = 3, Batch = 70 }, _ => new LbfgsOptions { Iterations = 10 } },
        };
        var expected = rows.Learn(options with { Threads = 1 }).Fingerprint(rows);
        foreach (var threads in new[] { 1, 2, 3 }) Assert.Equal(expected, rows.Learn(options with { Threads = threads }).Fingerprint(rows));
    }

    [Fact]
    public void Train_by_all_rows_lowers_a_function_of_the_weights_alone_in_every_iteration()
    {
        var rows = Samples.Rows(300, 20);
        var model = rows.Learn(new() { HiddenUnits = 13, Precision = Precision.Double, Sparsity = new HeldOptions(), Optimizer = new LbfgsOptions { Iterations = 25 } });
        var history = model.Run!.History;
        for (var i = 1; i < history.Count; i++) Assert.True(history[i].LossTotal <= history[i - 1].LossTotal);
        Assert.All(history, told => Assert.InRange(told.SparsityFigures[1], 0, 1e-12));
        Assert.Equal(history[^1].LossTotal, model.Judge(rows).LossTotal, 1e-11);
    }

    [Fact]
    public void Train_a_tolerance_that_single_precision_cannot_reach_is_told_with_units_and_reason()
    {
        var rows = Samples.Rows(300, 20);
        var hold = rows.Learn(new() { HiddenUnits = 13, Sparsity = new HeldOptions { Tolerance = 1e-15 }, Optimizer = new AdamOptions { Epochs = 2 } }).Run!.Constraint!;
        Assert.False(hold.Met);
        Assert.NotEmpty(hold.Misses);
        Assert.Equal(hold.DeviationMax, hold.Misses[0].Deviation);
        Assert.InRange(hold.DeviationMax, 1e-15, 1e-5);
        Assert.All(hold.Misses, miss => Assert.Contains("single precision", miss.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Train_rows_that_are_all_equal_hold_rho_in_units_that_are_named_as_constant()
    {
        var rows = Rows.From(Enumerable.Repeat(new[] { 0.25, 0.5, 0.75 }, 20).ToArray());
        var model = rows.Learn(new() { HiddenUnits = 3, Sparsity = new HeldOptions(), Optimizer = new AdamOptions { Epochs = 2, Batch = 20 } });
        Assert.True(model.Run!.Constraint!.Met);
        Assert.Equal([0, 1, 2], model.Run.Constraint.ConstantUnits);
        Assert.Equal(3, model.Judge(rows).DeadUnits);
    }

    [Fact]
    public void Train_with_a_penalty_says_nothing_of_holding() => Assert.Null(Samples.Rows(30, 4).Learn(new() { HiddenUnits = 3, Optimizer = new AdamOptions { Epochs = 1 } }).Run!.Constraint);

    [Theory, InlineData(1), InlineData(3)]
    public void Train_batches_of_hardly_any_rows_hold_rho(int batch) =>
        Assert.True(Samples.Rows(60, 8).Learn(new() { HiddenUnits = 5, Sparsity = new HeldOptions(), Optimizer = new AdamOptions { Epochs = 2, Batch = batch } }).Run!.Constraint!.Met);
}

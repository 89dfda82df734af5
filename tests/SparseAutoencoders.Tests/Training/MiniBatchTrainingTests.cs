namespace SparseAutoencoders.Tests.Training;

public sealed class MiniBatchTrainingTests
{
    private static readonly IRows Rows = Samples.Rows(300, 20);

    private static TrainingOptions Options => new() { HiddenUnits = 13, Optimizer = new AdamOptions { Epochs = 4, Batch = 70 } };

    [Theory]
    [InlineData("adam", Precision.Single), InlineData("adam", Precision.Double), InlineData("sgd", Precision.Single), InlineData("sgd", Precision.Double)]
    public void Train_same_seed_gives_the_same_bits_for_any_number_of_threads(string optimizer, Precision precision)
    {
        var options = Options with
        {
            Precision = precision,
            Optimizer = optimizer == "adam" ? new AdamOptions { Epochs = 3, Batch = 70 } : new SgdOptions { Epochs = 3, Batch = 70 },
        };
        var expected = Rows.Learn(options with { Threads = 1 }).Fingerprint(Rows);
        foreach (var threads in new[] { 1, 2, 3, 0 }) Assert.Equal(expected, Rows.Learn(options with { Threads = threads }).Fingerprint(Rows));
        Assert.NotEqual(expected, Rows.Learn(options with { Threads = 1, Seed = 2 }).Fingerprint(Rows));
    }

    [Theory, InlineData("adam"), InlineData("sgd")]
    public void Train_lowers_the_objective(string optimizer)
    {
        var model = Rows.Learn(Options with { Optimizer = optimizer == "adam" ? new AdamOptions { Epochs = 30 } : new SgdOptions { Epochs = 60 } });
        Assert.True(model.Judge(Rows).LossTotal < 0.8 * model.Run!.Before.LossTotal, $"{model.Run.Before.LossTotal} to {model.Judge(Rows).LossTotal}");
    }

    [Fact]
    public void Train_single_precision_agrees_with_double()
    {
        var (single, wide) = (Rows.Learn(Options).Judge(Rows), Rows.Learn(Options with { Precision = Precision.Double }).Judge(Rows));
        Assert.InRange(single.LossTotal / wide.LossTotal, 1 - 1e-3, 1 + 1e-3);
        Assert.NotEqual(single.LossTotal, wide.LossTotal);
    }

    [Fact]
    public void Train_batch_larger_than_the_rows_is_all_rows()
    {
        var options = Options with { Optimizer = new AdamOptions { Epochs = 5, Batch = 300 } };
        var expected = Rows.Learn(options).Fingerprint(Rows);
        foreach (var batch in new[] { 301, 100_000, int.MaxValue })
            Assert.Equal(expected, Rows.Learn(options with { Optimizer = new AdamOptions { Epochs = 5, Batch = batch } }).Fingerprint(Rows));
    }

    [Fact]
    public void Train_one_row_and_batches_of_one_work()
    {
        var one = Samples.Rows(1, 5).Learn(Options);
        Assert.True(double.IsFinite(one.Judge(Samples.Rows(1, 5)).LossTotal));
        var single = Samples.Rows(7, 5).Learn(Options with { Optimizer = new AdamOptions { Epochs = 2, Batch = 1 } });
        Assert.Equal(2, single.Run!.History.Count);
    }

    [Fact]
    public void Train_tells_of_every_epoch_and_ends_complete()
    {
        var listener = new Listener();
        var model = Rows.Learn(Options, listener);
        var complete = listener.Told.Where(told => told.Complete).ToList();
        Assert.Equal([1, 2, 3, 4], complete.Select(told => told.Done));
        Assert.Equal(complete, model.Run!.History);
        Assert.Equal(4, model.Run.Epochs);
        Assert.Null(model.Run.Iterations);
        Assert.Equal(1, listener.Told[^1].Share);
        Assert.True(listener.Told[^1].Complete);
        Assert.Equal(listener.Told.Select(told => told.Share).Order(), listener.Told.Select(told => told.Share));
        Assert.All(complete, told =>
        {
            Assert.Equal(4, told.Total);
            Assert.True(double.IsFinite(told.LossTotal) && told.RowsPerSecond > 0 && told.Rate > 0 && told.MeanActivation is > 0 and < 1);
        });
    }

    [Fact]
    public void Train_cancelled_in_between_stops()
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener(told => { if (told.Complete) source.Cancel(); });   // slow machines tell of parts of an epoch too
        Assert.ThrowsAny<OperationCanceledException>(() => SparseAutoencoder.Train(Rows, Options, listener, source.Token));
        Assert.Single(listener.Told, told => told.Complete);
    }

    [Fact]
    public void Train_that_diverges_is_refused_with_a_way_out()
    {
        var options = Options with { Decoder = OutputFunction.Linear, Optimizer = new SgdOptions { LearningRate = 1e15, Epochs = 50 } };
        Assert.Contains("`LearningRate`", Assert.Throws<TrainingException>(() => Rows.Learn(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_whose_last_step_leaves_no_numbers_is_refused()
    {
        // One step in all: its own objective was still finite.
        var options = Options with { Optimizer = new AdamOptions { LearningRate = 1e300, Epochs = 1, Batch = 300, Schedule = Schedule.Constant } };
        Assert.Contains("`LearningRate`", Assert.Throws<TrainingException>(() => Rows.Learn(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_running_mean_differs_from_the_batch_mean_and_also_comes_near_rho()
    {
        var options = Options with { Sparsity = new KlOptions { Beta = 3, Rho = 0.1 }, Optimizer = new AdamOptions { Epochs = 60, Batch = 70 } };
        var running = options with { Sparsity = new KlOptions { Beta = 3, Rho = 0.1, RhoEstimate = RhoEstimate.Running } };
        var (a, b) = (Rows.Learn(options), Rows.Learn(running));
        Assert.NotEqual(a.Fingerprint(Rows), b.Fingerprint(Rows));
        Assert.InRange(b.Judge(Rows)["rho_deviation_mean"], 0, 0.3);
    }

    [Fact]
    public void Train_larger_beta_brings_units_nearer_to_rho_and_costs_reconstruction()
    {
        var images = Samples.Images(1000);
        var results = new[] { 0.1, 1, 10 }.Select(beta => images.Learn(new()
        {
            HiddenUnits = 32,
            Sparsity = new KlOptions { Beta = beta },
            Optimizer = new AdamOptions { Epochs = 20, Batch = 100 },
        }).Judge(images)).ToList();
        for (var i = 1; i < results.Count; i++)
        {
            Assert.True(results[i]["rho_deviation_mean"] < results[i - 1]["rho_deviation_mean"]);
            Assert.True(results[i].LossReconstruction > results[i - 1].LossReconstruction);
        }
    }
}

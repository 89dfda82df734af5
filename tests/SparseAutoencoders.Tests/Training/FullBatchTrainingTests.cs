using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Training;

public sealed class FullBatchTrainingTests
{
    private static readonly IRows Rows = Samples.Rows(300, 20);

    private static TrainingOptions Options => new() { HiddenUnits = 13, Optimizer = new LbfgsOptions { Iterations = 25 } };

    // Blocks of 1,024 rows in Release and of 7 in Debug, two of which are kept there: one, two, three and more, whole and not.
    [Theory, InlineData(1), InlineData(7), InlineData(14), InlineData(15), InlineData(40), InlineData(1024), InlineData(1025), InlineData(3000)]
    public void Evaluate_in_blocks_is_the_objective_of_all_rows_at_once(int count)
    {
        var x = Samples.Numbers(count, 9);
        var parameters = Networks.Random(9, 6, tied: false, seed: 1).ToParameters<double>();
        var options = new ObjectiveOptions(new KlOptions { Rho = 0.1, Beta = 2 }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0.01);
        var (values, gradients) = x.Passes<double>(6);
        var expected = parameters.Empty();
        var terms = new Network<double>(parameters, options, Workers.Shared).Step(values, gradients, expected);

        var gradient = parameters.Empty();
        gradient.All.Fill(9);                                    // what was there must not count
        var rows = new PreparedRows<double>(SparseAutoencoders.Rows.From(x.ToMatrix<double>()), null, unitInterval: true, Workers.Shared);
        foreach (var source in new[] { rows, rows.Load(long.MaxValue, TestContext.Current.CancellationToken) })
        {
            var network = new Network<double>(parameters, options, Workers.Shared);
            var batch = new FullBatch<double>(network, source, gradient, TestContext.Current.CancellationToken);
            for (var again = 0; again < 2; again++)
            {
                var actual = batch.Evaluate();
                Close.To(terms.Total, actual.Total, 1e-13);
                Close.To(terms.Penalty, actual.Penalty, 1e-12);
                Close.To(terms.Reconstruction, actual.Reconstruction, 1e-13);
                Close.To(expected.All.ToArray(), gradient.All.ToArray(), 1e-12);
                Close.To(values.UnitSums.ToArray(), network.UnitSums.ToArray(), 1e-13);
            }
        }
    }

    [Theory, InlineData(Precision.Single), InlineData(Precision.Double)]
    public void Train_gives_the_same_bits_for_any_number_of_threads(Precision precision)
    {
        var options = Options with { Precision = precision };
        var expected = Rows.Learn(options with { Threads = 1 }).Fingerprint(Rows);
        foreach (var threads in new[] { 1, 2, 3 }) Assert.Equal(expected, Rows.Learn(options with { Threads = threads }).Fingerprint(Rows));
        Assert.NotEqual(expected, Rows.Learn(options with { Threads = 1, Seed = 2 }).Fingerprint(Rows));
    }

    [Fact]
    public void Train_lowers_the_objective_in_every_iteration()
    {
        var model = Rows.Learn(Options with { Precision = Precision.Double });
        var losses = model.Run!.History.Select(told => told.LossTotal).Prepend(model.Run.Before.LossTotal).ToList();
        for (var i = 1; i < losses.Count; i++) Assert.True(losses[i] <= losses[i - 1], $"iteration {i}: {losses[i - 1]} to {losses[i]}");
        Assert.True(losses[^1] < 0.6 * losses[0]);
        Close.To(losses[^1], model.Judge(Rows).LossTotal, 1e-12);
    }

    [Fact]
    public void Train_counts_iterations_and_evaluations_and_tells_of_each()
    {
        var listener = new Listener();
        var run = Rows.Learn(Options, listener).Run!;
        Assert.Equal(25, run.Iterations);
        Assert.True(run.Evaluations > 25);
        Assert.Null(run.Epochs);
        Assert.Null(run.StoppedEarly);
        Assert.Equal(Enumerable.Range(1, 25), listener.Told.Select(told => told.Done));
        Assert.All(listener.Told, told => Assert.True(told.Complete));
        Assert.Equal(1, listener.Told[^1].Share);
    }

    [Fact]
    public void Train_that_converges_stops_early_and_says_so()
    {
        var run = Samples.Rows(10, 4).Learn(Options with { HiddenUnits = 2, Optimizer = new LbfgsOptions { Iterations = 100_000 } }).Run!;
        Assert.NotNull(run.StoppedEarly);
        Assert.Equal(run.History.Count, run.Iterations);
        Assert.InRange(run.History.Count, 1, 99_999);
    }

    [Fact]
    public void Train_reads_the_mean_over_all_rows_whatever_the_estimate_asked_for()
    {
        var batch = Options with { Sparsity = new KlOptions { RhoEstimate = RhoEstimate.Batch } };
        var running = Options with { Sparsity = new KlOptions { RhoEstimate = RhoEstimate.Running } };
        Assert.Equal(Rows.Learn(batch).Fingerprint(Rows), Rows.Learn(running).Fingerprint(Rows));
    }

    [Fact]
    public void Train_cancelled_in_between_stops()
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener(told => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => SparseAutoencoder.Train(Rows, Options, listener, source.Token));
        Assert.Single(listener.Told);
    }

    [Fact]
    public void Train_whose_objective_is_no_number_at_the_start_is_refused()
    {
        var huge = SparseAutoencoders.Rows.From(new[] { new[] { 3e38f, -3e38f }, [1, 2] });
        var error = Assert.Throws<TrainingException>(() => huge.Learn(Options with { Decoder = OutputFunction.Linear }));
        Assert.Contains("`MinMaxScaling`", error.Message, StringComparison.Ordinal);
    }
}

namespace SparseAutoencoders.Tests.Training;

public sealed class StartingPointTests
{
    private static readonly Evaluation Judged = Samples.Rows(20, 4).Learn(new TrainingOptions { HiddenUnits = 3, Optimizer = new AdamOptions { Epochs = 1, Batch = 8 } }).Run!.Before;

    private int _judgings;

    // The sample answers for what is far from the bound; all rows answer for the rest, once.
    [Theory]
    [InlineData(1, 1, false, 0), InlineData(1, 2.5, false, 0), InlineData(1, 2.6, false, 1), InlineData(1, 9.9, false, 1), InlineData(1, 10.1, true, 1), InlineData(1, double.NaN, true, 1)]
    [InlineData(double.PositiveInfinity, 1, false, 1), InlineData(double.NaN, 11, true, 1), InlineData(1, double.PositiveInfinity, true, 1)]
    public void IsExceeded_judges_all_rows_only_where_a_sample_leaves_it_open(double sampled, double grown, bool exceeded, int judgings)
    {
        var loss = Judged.LossTotal;
        var start = new StartingPoint(sampled * loss, (_, _) =>
        {
            _judgings++;
            return Judged;
        });
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(exceeded, start.IsExceeded(grown * loss, 10, Workers.Shared, TestContext.Current.CancellationToken, out var before));
            if (exceeded) Assert.Equal(loss, before);
        }
        Assert.Equal(judgings, _judgings);
    }

    [Fact]
    public void Before_is_the_same_whether_asked_for_in_a_run_or_after_it()
    {
        var options = new TrainingOptions { HiddenUnits = 3, Optimizer = new AdamOptions { Epochs = 1, Batch = 8 }, Scaling = new MinMaxScaling() };
        var (one, other) = (Samples.Rows(20, 4).Learn(options).Run!, Samples.Rows(20, 4).Learn(options with { Threads = 1, KeptMegabytes = 0 }).Run!);
        Assert.Equal(one.Before.MeanActivations, other.Before.MeanActivations);
        Assert.Equal(one.Before.LossTotal, other.Before.LossTotal);
        Assert.Same(one.Before, one.Before);
    }
}

using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class MiniBatchOptionsTests
{
    // Of 100 steps with a rate of 2; the share of the run done at step t is (t − 1) / 100.
    [Theory]
    [InlineData(Schedule.Constant, 1, 2)]
    [InlineData(Schedule.Constant, 100, 2)]
    [InlineData(Schedule.Linear, 1, 2)]
    [InlineData(Schedule.Linear, 71, 2)]
    [InlineData(Schedule.Linear, 86, 1)]
    [InlineData(Schedule.Linear, 100, 2 * 0.01 / 0.3)]
    [InlineData(Schedule.Cosine, 1, 2)]
    [InlineData(Schedule.Cosine, 51, 1)]
    [InlineData(Schedule.Cosine, 76, 1 - 0.70710678118654757)]
    public void RateAt_step_of_a_hundred_is_the_schedules(Schedule schedule, int step, double rate) =>
        Close.To(rate, new AdamOptions { LearningRate = 2, Schedule = schedule }.RateAt(step, 100), 1e-13);

    [Theory, InlineData(Schedule.Constant), InlineData(Schedule.Linear), InlineData(Schedule.Cosine)]
    public void RateAt_warm_up_rises_on_a_line_and_the_schedule_begins_after_it(Schedule schedule)
    {
        var warm = new AdamOptions { LearningRate = 2, Schedule = schedule, WarmUp = 10 };
        var cold = new AdamOptions { LearningRate = 2, Schedule = schedule };
        for (var step = 1; step <= 10; step++) Close.To(0.2 * step, warm.RateAt(step, 110), 1e-14);
        for (var step = 11; step <= 110; step++) Close.To(cold.RateAt(step - 10, 100), warm.RateAt(step, 110), 1e-14);
    }

    [Theory, InlineData(1, 0), InlineData(1, 5), InlineData(3, 2), InlineData(1000, 10)]
    public void RateAt_every_step_of_any_run_is_positive_and_never_above_the_rate(int steps, int warmUp)
    {
        foreach (var schedule in Enum.GetValues<Schedule>())
        {
            var options = new SgdOptions { LearningRate = 0.5, Schedule = schedule, WarmUp = warmUp };
            for (var step = 1; step <= steps; step++) Assert.InRange(options.RateAt(step, steps), 1e-9, 0.5);
        }
    }
}

using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class AnswersFirstTests
{
    private readonly Clock _clock = new();
    private readonly AnswersFirst _answers;

    public AnswersFirstTests() => _answers = new AnswersFirst(_clock);

    [Fact]
    public void Work_nobody_asks_beside_does_not_wait() => Assert.False(_answers.IsToWait(_clock.GetTimestamp()));

    [Fact]
    public void Work_waits_for_every_answer_and_for_the_moment_in_which_it_is_drawn()
    {
        var begin = _clock.GetTimestamp();
        var (one, another) = (_answers.Answer(), _answers.Answer());
        Assert.True(_answers.IsToWait(begin));
        one.Dispose();
        _clock.Milliseconds += 700;
        Assert.True(_answers.IsToWait(begin));
        another.Dispose();
        _clock.Milliseconds += 500;
        Assert.True(_answers.IsToWait(begin));
        _clock.Milliseconds += 101;
        Assert.False(_answers.IsToWait(begin));
    }

    [Fact]
    public void Work_goes_on_after_two_seconds_however_long_an_answer_takes()
    {
        var begin = _clock.GetTimestamp();
        using var answer = _answers.Answer();
        _clock.Milliseconds += 1999;
        Assert.True(_answers.IsToWait(begin));
        _clock.Milliseconds += 1;
        Assert.False(_answers.IsToWait(begin));
    }

    [Fact]
    public void Work_that_is_to_end_does_not_wait()
    {
        using var answer = _answers.Answer();
        _answers.WaitForAnswers(new CancellationToken(canceled: true));        // this clock stands still: it would wait for ever
    }

    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; } = 1;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}

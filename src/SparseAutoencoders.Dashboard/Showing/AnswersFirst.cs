namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Lets answers go first: work in the background waits while somebody is answered, and for the moment in which a browser draws the answer.</summary>
/// <param name="time">The clock it goes by.</param>
internal sealed class AnswersFirst(TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(600);

    // Between two blocks of work, so that it goes on however often somebody asks.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    private int _answering;
    private long _answered;

    /// <summary>An answer that is under way until this is disposed.</summary>
    public IDisposable Answer() => new Answering(this);

    /// <summary>Waits while somebody is answered.</summary>
    public void WaitForAnswers(CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        while (IsToWait(begin) && !cancellation.IsCancellationRequested) cancellation.WaitHandle.WaitOne(20);
    }

    /// <summary>True while work that has waited since then is to wait on.</summary>
    internal bool IsToWait(long begin) => (Volatile.Read(ref _answering) > 0 || IsFresh) && time.GetElapsedTime(begin) < AtMost;

    private bool IsFresh => Volatile.Read(ref _answered) is > 0 and var last && time.GetElapsedTime(last) < Moment;

    private long Now => time.GetTimestamp();

    private sealed class Answering : IDisposable
    {
        private readonly AnswersFirst _answers;

        public Answering(AnswersFirst answers)
        {
            _answers = answers;
            Interlocked.Increment(ref answers._answering);
        }

        public void Dispose()
        {
            Volatile.Write(ref _answers._answered, _answers.Now);
            Interlocked.Decrement(ref _answers._answering);
        }
    }
}

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Lets answers go first: work in the background waits while somebody is answered, and for the moment in which a browser draws the answer.</summary>
/// <param name="time">The clock it goes by.</param>
internal sealed class Courtesy(TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(600);

    // Between two blocks of work, so that it goes on however often somebody asks.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    private int _answering;
    private long _answered;

    /// <summary>An answer that is under way until this is disposed.</summary>
    public IDisposable Answer() => new Answering(this);

    /// <summary>Waits while somebody is answered.</summary>
    public void GiveWay(CancellationToken cancellation)
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
        private readonly Courtesy _courtesy;

        public Answering(Courtesy courtesy)
        {
            _courtesy = courtesy;
            Interlocked.Increment(ref courtesy._answering);
        }

        public void Dispose()
        {
            Volatile.Write(ref _courtesy._answered, _courtesy.Now);
            Interlocked.Decrement(ref _courtesy._answering);
        }
    }
}

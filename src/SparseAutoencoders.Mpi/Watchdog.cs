using System.Diagnostics;

namespace SparseAutoencoders.Mpi;

/// <summary>Looks from a thread of its own whether an exchange takes too long. MPI itself waits for ever, and at full speed, for a machine whose link was cut.</summary>
internal sealed class Watchdog
{
    private readonly TimeSpan _limit;
    private readonly Action _tooLong;
    private readonly Thread _thread;
    private long _began;                              // 0 between exchanges
    private volatile bool _over;

    /// <param name="limit">How long an exchange may take.</param>
    /// <param name="tooLong">Called once when one takes longer.</param>
    public Watchdog(TimeSpan limit, Action tooLong)
    {
        (_limit, _tooLong) = (limit, tooLong);
        _thread = new Thread(Look) { IsBackground = true, Name = "MPI watchdog" };
        _thread.Start();
    }

    /// <summary>An exchange begins.</summary>
    /// <exception cref="InvalidOperationException">Another one is going on.</exception>
    public void Begin()
    {
        if (Interlocked.CompareExchange(ref _began, Stopwatch.GetTimestamp(), 0) != 0) throw new InvalidOperationException("Exchanges of a group come one after another, and another one is going on.");
    }

    /// <summary>It has ended.</summary>
    public void End() => Volatile.Write(ref _began, 0);

    /// <summary>Nothing is looked at any longer.</summary>
    public void Stop() => _over = true;

    private void Look()
    {
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(_limit.TotalMilliseconds / 10, 10, 500));
        while (!_over)
        {
            Thread.Sleep(pause);
            if (Volatile.Read(ref _began) is not 0 and var began && Stopwatch.GetElapsedTime(began) > _limit && !_over)
            {
                _tooLong();
                return;
            }
        }
    }
}

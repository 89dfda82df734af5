using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Kernels;

/// <summary>Threads that stay, and share out numbered tasks with the thread that calls.</summary>
/// <remarks>A call costs about a microsecond while the threads are awake and allocates nothing. After a call the threads stay awake for a moment,
/// so that the next finds them, and then sleep. One call has the threads at a time: a second caller, or a task that calls again, does its
/// tasks itself, in order. Which thread does which task is left to chance, so tasks must not depend on it.</remarks>
public sealed unsafe class Workers : IDisposable
{
    // How long an idle thread stays awake. Threads made for one job: longer than what lies between two steps; a system that has put two threads on
    // one processor moves one of them away only while both are awake. Threads that all callers share: too short to be seen in the load of the machine.
    private static readonly long OwnAwakeTicks = Stopwatch.Frequency / 1_000, SharedAwakeTicks = Stopwatch.Frequency / 20_000;

    // From here on a waiting thread lets others have its processor: one of them may be the thread it waits for.
    private static readonly long AloneTicks = Stopwatch.Frequency / 200_000;

    private readonly Thread[] _helpers;
    private readonly object _gate = new();
    private readonly long _awakeTicks;
    private Counters _counters;

    // The call under way. Written before Open is set, read by threads that have entered and then seen Open.
    private void* _body;
    private delegate*<void*, int, void> _invoke;
    private int _tasks;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads that work at the same time, the caller among them; 0 takes one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public Workers(int threads = 0) : this(threads, OwnAwakeTicks)
    {
    }

    private Workers(int threads, long awakeTicks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _awakeTicks = Threads <= Environment.ProcessorCount ? awakeTicks : 0;
        _helpers = new Thread[Threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Serve) { IsBackground = true, Name = $"Sparse autoencoder worker {i + 1}" };
            _helpers[i].Start();
        }
    }

    /// <summary>One thread per processor, started at first use and never stopped.</summary>
    public static Workers Shared => SharedHolder.Instance;

    /// <summary>Threads that work at the same time, the caller among them.</summary>
    public int Threads { get; }

    /// <summary>Does tasks 0 … <paramref name="tasks"/> − 1, each exactly once, and returns when all are done.</summary>
    /// <param name="tasks">How many; 0 or less does nothing.</param>
    /// <param name="body">What a task is. It is copied once: what tasks find out goes through what the copy points to.</param>
    /// <remarks>If a task throws, tasks not yet begun are left out, and the first exception reaches the caller once no thread works for it any more.</remarks>
    public void Run<TBody>(int tasks, in TBody body) where TBody : struct, IParallelBody
    {
        var own = body;
        if (tasks <= 1 || _helpers.Length == 0 || Interlocked.CompareExchange(ref _counters.Busy, 1, 0) != 0)
        {
            for (var task = 0; task < tasks; task++) own.Invoke(task);
            return;
        }

        // `own` lives in this frame, which outlasts the call: nothing moves it, and the threads have left it before this method returns.
        _body = Unsafe.AsPointer(ref own);
        _invoke = &Invoke<TBody>;
        _tasks = tasks;
        Volatile.Write(ref _counters.Next, 0);
        Interlocked.Exchange(ref _counters.Open, 1);
        Wake();
        TakeTasks();

        // A thread enters before it looks whether the call is open, and the call closes before it looks whether someone is inside, both with
        // full fences: whoever comes later sees the other, so no thread touches a call that has returned.
        Interlocked.Exchange(ref _counters.Open, 0);
        for (var spins = 0; Volatile.Read(ref _counters.Inside) != 0; spins++)
        {
            if (spins < 2_000) Thread.SpinWait(1);
            else Thread.Yield();
        }
        var failure = _failure;
        _failure = null;
        _body = null;
        Volatile.Write(ref _counters.Busy, 0);
        failure?.Throw();
    }

    /// <summary>Stops the threads once the call under way is done. Calls that come later are done by their callers alone. <see cref="Shared"/> goes on.</summary>
    public void Dispose()
    {
        if (_stopping || _helpers.Length == 0 || ReferenceEquals(this, SharedHolder.Created)) return;
        while (Interlocked.CompareExchange(ref _counters.Busy, 1, 0) != 0) // and stays busy for good
        {
            if (_stopping) return;
            Thread.Yield();
        }
        _stopping = true;
        Wake();
        foreach (var helper in _helpers) helper.Join();
    }

    private static void Invoke<TBody>(void* body, int task) where TBody : struct, IParallelBody => Unsafe.AsRef<TBody>(body).Invoke(task);

    private void TakeTasks()
    {
        try
        {
            for (int task; (task = Interlocked.Increment(ref _counters.Next) - 1) < _tasks;) _invoke(_body, task);
        }
#pragma warning disable CA1031 // Whatever a task throws reaches the caller of Run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _counters.Next, _tasks); // at most one task per thread is begun after this
        }
    }

    private void Wake()
    {
        Interlocked.Increment(ref _counters.Calls);
        if (Volatile.Read(ref _counters.Asleep) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Serve()
    {
        for (var seen = 0; !_stopping; seen = AwaitCall(seen))
        {
            Interlocked.Increment(ref _counters.Inside);
            if (Volatile.Read(ref _counters.Open) != 0) TakeTasks();
            Interlocked.Decrement(ref _counters.Inside);
        }
    }

    /// <summary>Waits until there has been another call than the one <paramref name="seen"/>: awake at first, then asleep.</summary>
    private int AwaitCall(int seen)
    {
        var start = Stopwatch.GetTimestamp();
        for (long waited; (waited = Stopwatch.GetTimestamp() - start) < _awakeTicks;)
        {
            if (waited > AloneTicks) Thread.Yield();
            for (var i = 0; i < 16; i++)
            {
                var calls = Volatile.Read(ref _counters.Calls);
                if (calls != seen) return calls;
                Thread.SpinWait(1);
            }
        }
        lock (_gate)
        {
            // A full fence between Asleep and Calls here, and between Calls and Asleep in Wake: one of the two sees the other.
            Interlocked.Increment(ref _counters.Asleep);
            while (Volatile.Read(ref _counters.Calls) == seen) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _counters.Asleep);
        }
        return Volatile.Read(ref _counters.Calls);
    }

    /// <summary>What several threads write, each number in cache lines of its own (two: processors fetch them in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 6 * 128)]
    private struct Counters
    {
        [FieldOffset(0)] public int Busy;
        [FieldOffset(128)] public int Open;
        [FieldOffset(256)] public int Next;
        [FieldOffset(384)] public int Inside;
        [FieldOffset(512)] public int Calls;
        [FieldOffset(640)] public int Asleep;
    }

    private static class SharedHolder
    {
        public static Workers? Created;
        public static readonly Workers Instance = Created = new(0, SharedAwakeTicks);
    }
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace SparseAutoencoders;

/// <summary>Threads that stay, and share out numbered tasks with the thread that calls.</summary>
/// <remarks>Each thread first does a range of neighbouring tasks that is its own, the same for the same number of tasks, then helps others, from the
/// ends of their ranges. Where tasks are parts of a batch, a thread so finds in its cache what it left there: another core's cache answers three
/// times slower and more. A call costs some two microseconds while the threads are awake and allocates nothing. After a call the threads stay awake
/// for a moment, so that the next finds them, and then sleep. One call has the threads at a time: a second caller, or a task that calls again, does
/// its tasks itself, in order. Which thread does which task depends on who is late, so tasks must not depend on it.</remarks>
public sealed unsafe class Workers : IDisposable
{
    // How long an idle thread stays awake. Threads made for one job: longer than what lies between two steps; a system that has put two threads on
    // one processor moves one of them away only while both are awake. Threads that all callers share: too short to be seen in the load of the machine.
    private static readonly long OwnAwakeTicks = Stopwatch.Frequency / 1_000, SharedAwakeTicks = Stopwatch.Frequency / 20_000;

    // From here on a waiting thread lets others have its processor: one of them may be the thread it waits for. Not sooner: what lies between two
    // passes is shorter, and a thread that gives its processor away comes back late.
    private static readonly long AloneTicks = Stopwatch.Frequency / 10_000;

    private readonly Thread[] _helpers;
    private readonly object _gate = new();
    private readonly long _awakeTicks;

    // A line for each thread: the tasks of its range that nobody has taken, and how many tasks of all calls it has done.
    private readonly Line[] _lines;

    private Call _call;
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
        _lines = new Line[Threads];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var thread = i + 1;
            _helpers[i] = new Thread(() => Serve(thread)) { IsBackground = true, Name = $"Sparse autoencoder worker {i + 1}" };
            _helpers[i].Start();
        }
    }

    /// <summary>One thread per processor, started at first use and never stopped.</summary>
    public static Workers Shared => SharedHolder.Instance;

    /// <summary>Threads that work at the same time, the caller among them.</summary>
    public int Threads { get; }

    /// <summary>Which of all rows the work of these threads is on: one shard and one machine, unless it is said.</summary>
    internal Shards Shards { get; init; } = Shards.One;

    /// <summary>Whether a call has the threads now: another would do its tasks alone.</summary>
    internal bool AreTaken => Volatile.Read(ref _call.Busy) != 0;

    /// <summary>Does tasks 0 … <paramref name="tasks"/> − 1, each exactly once, and returns when all are done.</summary>
    /// <param name="tasks">How many; 0 or less does nothing.</param>
    /// <param name="body">What a task is. It is copied once: what tasks find out goes through what the copy points to.</param>
    /// <remarks>If a task throws, tasks not yet begun are left out, and the first exception reaches the caller once no thread works for it any more.</remarks>
    public void Run<TBody>(int tasks, in TBody body) where TBody : struct, IParallelBody
    {
        var own = body;
        if (tasks <= 1 || _helpers.Length == 0 || Interlocked.CompareExchange(ref _call.Busy, 1, 0) != 0)
        {
            for (var task = 0; task < tasks; task++) own.Invoke(task);
            return;
        }

        // `own` lives in this frame, which outlasts the call: nothing moves it, and a thread touches it only between taking a task and telling that
        // the task is done, for which this method waits. So whoever has taken a task finds Body and Invoke of the call it belongs to.
        _call.Body = Unsafe.AsPointer(ref own);
        _call.Invoke = &Invoke<TBody>;
        var end = Done() + tasks;
        for (var i = 0; i < Threads; i++) Volatile.Write(ref _lines[i].Left, Range((long)tasks * i / Threads, (long)tasks * (i + 1) / Threads));
        Wake();
        TakeTasks(0);
        for (var spins = 0; Done() != end; spins++)
        {
            if (spins < 2_000) Thread.SpinWait(1);
            else Thread.Yield();
        }
        var failure = _failure;
        _failure = null;
        _call.Body = null;
        Volatile.Write(ref _call.Busy, 0);
        failure?.Throw();
    }

    /// <summary>Stops the threads once the call under way is done. Calls that come later are done by their callers alone. <see cref="Shared"/> goes on.</summary>
    public void Dispose()
    {
        if (_stopping || _helpers.Length == 0 || ReferenceEquals(this, SharedHolder.Created)) return;
        while (Interlocked.CompareExchange(ref _call.Busy, 1, 0) != 0) // and stays busy for good
        {
            if (_stopping) return;
            Thread.Yield();
        }
        _stopping = true;
        Wake();
        foreach (var helper in _helpers) helper.Join();
    }

    private static void Invoke<TBody>(void* body, int task) where TBody : struct, IParallelBody => Unsafe.AsRef<TBody>(body).Invoke(task);

    /// <summary>Tasks done in all calls.</summary>
    private long Done()
    {
        var done = 0L;
        foreach (ref var line in _lines.AsSpan()) done += Volatile.Read(ref line.Done);
        return done;
    }

    /// <summary>Does the tasks of a thread's own range, then what is left of the others'.</summary>
    private void TakeTasks(int thread)
    {
        ref var done = ref _lines[thread].Done;
        for (var i = 0; i < Threads; i++)
        {
            ref var left = ref _lines[(thread + i) % Threads].Left;
            while (Take(ref left, last: i > 0, out var task))
            {
                try
                {
                    _call.Invoke(_call.Body, task);
                }
#pragma warning disable CA1031 // Whatever a task throws reaches the caller of Run.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
                    Volatile.Write(ref done, done + DropAll());
                }
                Volatile.Write(ref done, done + 1);
            }
        }
    }

    /// <summary>The first or the last task of a range that nobody has taken.</summary>
    private static bool Take(ref long left, bool last, out int task)
    {
        for (var range = Volatile.Read(ref left); ;)
        {
            var (first, end) = ((int)range, (int)(range >> 32));
            task = last ? end - 1 : first;
            if (first >= end) return false;
            var seen = Interlocked.CompareExchange(ref left, last ? Range(first, end - 1) : Range(first + 1, end), range);
            if (seen == range) return true;
            range = seen;
        }
    }

    /// <summary>Takes all tasks, so that nobody does them; returns how many.</summary>
    private int DropAll()
    {
        var count = 0;
        foreach (ref var line in _lines.AsSpan())
            while (Take(ref line.Left, last: true, out _)) count++;
        return count;
    }

    private static long Range(long first, long end) => end << 32 | first;

    private void Wake()
    {
        Interlocked.Increment(ref _call.Number);
        if (Volatile.Read(ref _call.Asleep) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Serve(int thread)
    {
        for (var seen = 0; !_stopping; seen = AwaitCall(seen)) TakeTasks(thread);
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
                var calls = Volatile.Read(ref _call.Number);
                if (calls != seen) return calls;
                Thread.SpinWait(1);
            }
        }
        lock (_gate)
        {
            // A full fence between Asleep and Number here, and between Number and Asleep in Wake: one of the two sees the other.
            Interlocked.Increment(ref _call.Asleep);
            while (Volatile.Read(ref _call.Number) == seen) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _call.Asleep);
        }
        return Volatile.Read(ref _call.Number);
    }

    // Cache lines are kept apart by two: processors fetch them in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Line
    {
        [FieldOffset(64)] public long Left;
        [FieldOffset(72)] public long Done;
    }

    /// <summary>The call under way. What helpers need of it is one line, which they have read once they see that there is a call.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * 128)]
    private struct Call
    {
        [FieldOffset(128)] public int Number;
        [FieldOffset(136)] public void* Body;
        [FieldOffset(144)] public delegate*<void*, int, void> Invoke;
        [FieldOffset(256)] public int Busy;
        [FieldOffset(384)] public int Asleep;
    }

    private static class SharedHolder
    {
        public static Workers? Created;
        public static readonly Workers Instance = Created = new(0, SharedAwakeTicks);
    }
}

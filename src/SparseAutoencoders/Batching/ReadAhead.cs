namespace SparseAutoencoders;

/// <summary>Makes the part that will be asked for next on another thread, while the one asked for last is used.</summary>
/// <remarks>Two matrices take turns, so nothing is allocated once both are there. It is for one caller at a time. What the other thread has not begun
/// when it is asked for, the caller makes himself, so nobody waits for a thread that is not free. What fails on the other thread is made again by the
/// caller, whom the exception then reaches as if there were no other thread.</remarks>
/// <param name="rows">Rows of the largest part.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="make">Makes the part of a number: resizes the matrix and fills it.</param>
internal sealed class ReadAhead<T>(int rows, int width, Action<long, Matrix<T>> make) : IThreadPoolWorkItem, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly object _gate = new();
    private Matrix<T> _used = new(rows, width);
    private Matrix<T>? _next;
    private State _state;
    private long _part;

    private enum State
    {
        Idle,
        Asked,
        Making,
        Made,
    }

    /// <summary>Rows of the largest part.</summary>
    public int Capacity => rows;

    /// <summary>A part, which stays as it is until the next is taken.</summary>
    /// <param name="part">Which.</param>
    /// <param name="next">Which is likely to be asked for next; null if none is.</param>
    public Matrix<T> Take(long part, long? next)
    {
        if (Settle() == State.Made && _part == part) (_used, _next) = (_next!, _used);
        else make(part, _used);
        if (next is not { } ahead) return _used;
        _next ??= new Matrix<T>(rows, width);
        lock (_gate) (_state, _part) = (State.Asked, ahead);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return _used;
    }

    /// <summary>Returns once the other thread reads nothing any more: what it read from may then be closed.</summary>
    public void Dispose() => Settle();

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_state != State.Asked) return;
            _state = State.Making;
        }
        var made = State.Idle;
        try
        {
            make(_part, _next!);
            made = State.Made;
        }
#pragma warning disable CA1031 // Take makes it again, and there the exception reaches the caller.
        catch
#pragma warning restore CA1031
        {
        }
        lock (_gate)
        {
            _state = made;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits while the other thread is at work, and has it begin nothing more; tells how far it came.</summary>
    private State Settle()
    {
        lock (_gate)
        {
            while (_state == State.Making) Monitor.Wait(_gate);
            var state = _state;
            _state = State.Idle;
            return state;
        }
    }
}

namespace SparseAutoencoders.Tests.Data;

/// <summary>Rows without memory, every number of which is its row's; what reads them is watched.</summary>
internal sealed class WatchedRows(int count, int width) : IRows
{
    private int _reading, _reads;

    /// <summary>Called with the first row of each reading.</summary>
    public Action<int>? BeforeReading { get; set; }

    /// <summary>Readings under way.</summary>
    public int Reading => Volatile.Read(ref _reading);

    /// <summary>Readings begun so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public string Name => "watched rows";

    public int Count => count;

    public int Width => width;

    public string NumberType => "float32";

    public ImageShape? Image => null;

    public IReadOnlyList<string>? Columns => null;

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        Interlocked.Increment(ref _reads);
        Interlocked.Increment(ref _reading);
        try
        {
            BeforeReading?.Invoke(first);
            for (var i = 0; i < destination.Length; i++) destination[i] = T.CreateTruncating(first + i / width);
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public void Dispose() { }
}

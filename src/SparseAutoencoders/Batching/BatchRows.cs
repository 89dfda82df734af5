namespace SparseAutoencoders;

/// <summary>Gives each batch its rows: in the order of all, where they are in memory; else as they come out of windows of shuffled blocks.</summary>
/// <remarks>Which rows a batch has is a function of the seed, the epoch and the sizes alone. Each shard gives a batch as many as every other, and the last batch what it has left.</remarks>
internal sealed class BatchRows<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PreparedRows<T> _rows;
    private readonly Shards _shards;
    private readonly int _shardRows;                             // of a batch
    private readonly RowOrder?[] _orders;                        // of each of this machine's shards
    private readonly RowWindows<T>?[] _windows;
    private readonly int[] _which;

    /// <param name="rows">All rows.</param>
    /// <param name="batchRows">Rows of a batch; the last of an epoch may have fewer.</param>
    /// <param name="epochs">Epochs there will be.</param>
    /// <param name="seed">The run's.</param>
    public BatchRows(PreparedRows<T> rows, int batchRows, int epochs, ulong seed)
    {
        (_rows, _shards, _shardRows) = (rows, rows.Shards, rows.Shards.Most(batchRows));
        (_orders, _windows, _which) = (new RowOrder[_shards.Own], new RowWindows<T>[_shards.Own], new int[_shardRows]);
        for (var shard = 0; shard < _shards.Own; shard++)
        {
            var (own, ownSeed) = (_shards.Of(shard, rows.Count), Streams.SeedOf(seed, _shards.FirstOwn + shard));
            if (rows.AreKept) _orders[shard] = new RowOrder(own.Rows, ownSeed);
            else _windows[shard] = new RowWindows<T>(rows, own, _shards.Count, epochs, ownSeed);
        }
    }

    /// <summary>Batches an epoch has.</summary>
    public int Batches => (_shards.Most(_rows.Count) - 1) / _shardRows + 1;

    /// <summary>Rows of a batch, of all machines.</summary>
    /// <param name="batch">From 0.</param>
    public int Count(int batch) => RowsBefore(batch + 1) - RowsBefore(batch);

    /// <summary>Rows of a batch that one of this machine's shards gives.</summary>
    /// <param name="batch">From 0.</param>
    /// <param name="shard">From 0.</param>
    public int Count(int batch, int shard) => Math.Clamp(_shards.Of(shard, _rows.Count).Rows - batch * _shardRows, 0, _shardRows);

    /// <summary>Fills what a shard gives to a batch.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="batch">From 0.</param>
    /// <param name="shard">One of this machine's.</param>
    /// <param name="destination">Has as many rows as it is.</param>
    public void Fill(int epoch, int batch, int shard, Matrix<T> destination)
    {
        var first = batch * _shardRows;
        if (destination.Rows == 0) return;
        if (_windows[shard] is { } windows)
        {
            windows.Read(epoch, first, destination);
            return;
        }
        var which = _which.AsSpan(0, destination.Rows);
        var before = _shards.Of(shard, _rows.Count).First;
        var order = _orders[shard]!.Of(epoch).Slice(first, destination.Rows);
        for (var i = 0; i < which.Length; i++) which[i] = before + order[i];
        _rows.GatherKept(which, destination);
    }

    /// <summary>Ends reading ahead.</summary>
    public void Dispose()
    {
        foreach (var windows in _windows) windows?.Dispose();
    }

    // Of all shards: some have one row more than others.
    private int RowsBefore(int batch)
    {
        var (fewest, more) = (_rows.Count / _shards.Count, _rows.Count % _shards.Count);
        var taken = (long)batch * _shardRows;
        return (int)((_shards.Count - more) * Math.Min(fewest, taken) + more * Math.Min(fewest + 1, taken));
    }
}

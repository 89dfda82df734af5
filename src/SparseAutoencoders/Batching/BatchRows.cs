namespace SparseAutoencoders;

/// <summary>Gives each batch its rows: in the order of all, where they are in memory; else as they come out of windows of shuffled blocks.</summary>
/// <remarks>Which rows a batch has is a function of the seed, the epoch and the sizes alone.</remarks>
internal sealed class BatchRows<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PreparedRows<T> _rows;
    private readonly int _batchRows;
    private readonly RowOrder? _order;
    private readonly RowWindows<T>? _windows;

    /// <param name="rows">All rows.</param>
    /// <param name="batchRows">Rows of a batch; the last of an epoch may have fewer.</param>
    /// <param name="epochs">Epochs there will be.</param>
    /// <param name="seed">The run's.</param>
    public BatchRows(PreparedRows<T> rows, int batchRows, int epochs, ulong seed)
    {
        (_rows, _batchRows) = (rows, batchRows);
        if (rows.AreKept) _order = new RowOrder(rows.Count, seed);
        else _windows = new RowWindows<T>(rows, epochs, seed);
    }

    /// <summary>Batches an epoch has.</summary>
    public int Batches => (_rows.Count - 1) / _batchRows + 1;

    /// <summary>Rows of a batch, from 0.</summary>
    public int Count(int batch) => Math.Min(_batchRows, _rows.Count - batch * _batchRows);

    /// <summary>Fills a batch.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="batch">From 0.</param>
    /// <param name="destination">Has as many rows as the batch.</param>
    public void Fill(int epoch, int batch, Matrix<T> destination)
    {
        var first = batch * _batchRows;
        if (_windows is not null) _windows.Read(epoch, first, destination);
        else _rows.Gather(_order!.Of(epoch).Slice(first, destination.Rows), destination);
    }

    /// <summary>Ends reading ahead.</summary>
    public void Dispose() => _windows?.Dispose();
}

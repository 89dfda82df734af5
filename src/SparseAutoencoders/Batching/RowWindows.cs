namespace SparseAutoencoders;

/// <summary>An epoch's rows in random order without all of them in memory: blocks of consecutive rows come in random order, so many at a time as make a
/// window, and the rows of a window are shuffled.</summary>
/// <remarks>A file is so read in long runs, once an epoch. While the rows of one window are learned from, the next is read, checked and scaled on
/// another thread, over the end of an epoch too. Its rows stay in the order of its blocks, and are shuffled as batches take them. The order is a function of the
/// seed, the epoch and the sizes alone.</remarks>
internal sealed class RowWindows<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
#if DEBUG
    private const int BlockBytes = 48, WindowBlocks = 8;
#else
    private const int BlockBytes = 1 << 18, WindowBlocks = 128;
#endif

    private readonly PreparedRows<T> _rows;
    private readonly int _firstRow, _rowCount;
    private readonly int _epochs, _blockRows, _windowBlocks, _blocks;
    private readonly ulong _seed;
    private readonly RowOrder _order;                            // of the blocks, for who asks
    private readonly int[] _places, _rowAt;                      // each row's place in the window, and the row at each place
    private readonly ReadAhead<T> _ahead;
    private Matrix<T>? _window;
    private int _epoch = -1, _which, _first, _count;             // the window: its rows' places in the epoch

    /// <param name="rows">All rows.</param>
    /// <param name="own">Those that come in random order.</param>
    /// <param name="shares">Among how many such the memory is shared out.</param>
    /// <param name="epochs">Epochs there will be.</param>
    /// <param name="seed">The run's.</param>
    /// <param name="blockBytes">Bytes of a block, at least one row's.</param>
    public RowWindows(PreparedRows<T> rows, (int First, int Rows) own, int shares, int epochs, ulong seed, int blockBytes = BlockBytes)
    {
        (_rows, _epochs, _seed, _firstRow, _rowCount) = (rows, epochs, seed, own.First, own.Rows);
        var rowBytes = (long)rows.Width * Unsafe.SizeOf<T>();
        _blockRows = (int)Math.Clamp(blockBytes / rowBytes, 1, _rowCount);
        _blocks = (_rowCount - 1) / _blockRows + 1;
        _windowBlocks = (int)Math.Clamp((long)WindowBlocks / shares * blockBytes / (_blockRows * rowBytes), 1, _blocks);
        _order = new RowOrder(_blocks, seed, Streams.Blocks);
        _places = new int[Math.Min((long)_windowBlocks * _blockRows, _rowCount)];
        _rowAt = new int[_places.Length];
        var order = new RowOrder(_blocks, seed, Streams.Blocks); // what is made ahead may be of the next epoch, whose order is another
        _ahead = new ReadAhead<T>(_places.Length, rows.Width, (part, window) => Make(part, window, order));
    }

    private int Windows => (_blocks - 1) / _windowBlocks + 1;

    /// <summary>Reads rows one after the other as the epoch has them.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="place">The first row's place in the epoch, from 0.</param>
    /// <param name="destination">Takes as many rows as it has.</param>
    public void Read(int epoch, int place, Matrix<T> destination)
    {
        for (var read = 0; read < destination.Rows;)
        {
            Show(epoch, place + read);
            var from = place + read - _first;
            var rows = Math.Min(_count - from, destination.Rows - read);
            _rows.Gather(_window!, _rowAt.AsSpan(from, rows), destination, read);
            read += rows;
        }
    }

    /// <summary>Returns once nothing is read any more.</summary>
    public void Dispose() => _ahead.Dispose();

    /// <summary>Brings the window that holds a place of the epoch.</summary>
    private void Show(int epoch, int place)
    {
        if (epoch == _epoch && place >= _first && place < _first + _count) return;
        if (epoch != _epoch || place < _first) (_which, _first, _count) = (-1, 0, 0);
        do
        {
            _first += _count;
            _count = Blocks(_order, epoch, ++_which, out _);
        }
        while (place >= _first + _count);
        _epoch = epoch;
        RowOrder.Shuffle(_places.AsSpan(0, _count), _seed, Streams.Window + ((ulong)epoch << 8) + ((ulong)_which << 40));
        for (var row = 0; row < _count; row++) _rowAt[_places[row]] = row;
        _window = _ahead.Take(Part(epoch, _which), _which + 1 < Windows ? Part(epoch, _which + 1) : epoch + 1 < _epochs ? Part(epoch + 1, 0) : null);
    }

    private static long Part(int epoch, int window) => ((long)epoch << 32) + window;

    private void Make(long part, Matrix<T> window, RowOrder order)
    {
        window.Resize(Blocks(order, (int)(part >> 32), (int)part, out var blocks));
        var done = 0;
        foreach (var number in blocks)
        {
            var rows = RowsOf(number);
            _rows.ReadAlone(_firstRow + number * _blockRows, window.Window(done * window.Columns, rows, window.Columns));
            done += rows;
        }
    }

    /// <summary>The blocks of a window, in the order they come, and how many rows they hold.</summary>
    private int Blocks(RowOrder order, int epoch, int window, out ReadOnlySpan<int> blocks)
    {
        var first = window * _windowBlocks;
        blocks = order.Of(epoch).Slice(first, Math.Min(_windowBlocks, _blocks - first));
        var last = _blocks - 1;                                  // may be shorter
        return blocks.Length * _blockRows - (blocks.Contains(last) ? _blockRows - RowsOf(last) : 0);
    }

    private int RowsOf(int block) => Math.Min(_blockRows, _rowCount - block * _blockRows);
}

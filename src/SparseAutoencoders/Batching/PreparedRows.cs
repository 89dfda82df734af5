namespace SparseAutoencoders;

/// <summary>Rows as the network sees them: checked and scaled. Kept in memory, or read anew whenever they are needed, ahead of their use.</summary>
public sealed class PreparedRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A scaled value may pass the interval's end by a rounding error.
    private const double Rounding = 1e-6;

    // What reads ahead works beside the others' threads, not with them.
    private static readonly Workers Alone = new(1);

    private readonly IRows _rows;
    private readonly Normalizer? _normalizer;
    private readonly Workers _workers;
    private readonly bool _unitInterval;
    private readonly string? _suggestion;
    private readonly Matrix<T>? _kept;                           // this machine's rows
    private (int Height, IReadOnlyList<(int Shard, int First, int Rows)> Blocks)? _blocks;      // of the last pass
    private bool _loading;                                       // what is kept is yet to be read
    private ReadAhead<T>? _spare;                                // of the last pass: the next finds its matrices
    private CancellationToken _stop;                             // of the pass under way: rows of many inputs take long to rotate

    /// <param name="rows">The source.</param>
    /// <param name="normalizer">Scaling, or null.</param>
    /// <param name="unitInterval">Refuse scaled values outside [0, 1].</param>
    /// <param name="workers">Threads.</param>
    /// <param name="suggestion">What else whoever gives such values is told; null for nothing.</param>
    internal PreparedRows(IRows rows, Normalizer? normalizer, bool unitInterval, Workers workers, string? suggestion = null) =>
        (_rows, _normalizer, _unitInterval, _workers, _suggestion) = (rows, normalizer, unitInterval, workers, suggestion);

    private PreparedRows(PreparedRows<T> source, Matrix<T>? kept, Workers workers)
        : this(source._rows, source._normalizer, source._unitInterval, workers, source._suggestion) => _kept = kept;

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Numbers in a row.</summary>
    public int Width => _rows.Width;

    /// <summary>Numbers of a target, which are a row's last ones; 0 where there are none.</summary>
    internal int Targets => _rows.TargetWidth;

    /// <summary>All are in memory; of several machines, each one's own.</summary>
    internal bool AreKept => _kept is not null;

    /// <summary>Which of the rows are this machine's, and how sums over them are cut.</summary>
    internal Shards Shards => _workers.Shards;

    /// <summary>Reads every row once, so that all are checked.</summary>
    /// <param name="most">Bytes that may be kept: the rows and, as training shuffles them, an index for each.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <param name="look">Shown every block with its shard and its first row, in order, for what else a pass over all rows is for.</param>
    /// <returns>The rows in memory, if they fit; else these.</returns>
    /// <exception cref="InvalidDataException">A number is not finite, or outside [0, 1] where that is asked for.</exception>
    internal unsafe PreparedRows<T> Load(long most, CancellationToken cancellation, Action<int, int, Matrix<T>>? look = null)
    {
        var size = (long)Count * Width;
        var fit = size <= Array.MaxLength / 2 && size * sizeof(T) + (long)Count * sizeof(int) <= most;
        var loaded = fit ? new PreparedRows<T>(this, new Matrix<T>(Shards.OfAll(Count).Rows, Width), _workers) { _loading = true } : this;
        foreach (var (_, shard, first, block) in loaded.OwnBlocks(BlockSizes.RowsOf(Width), cancellation)) look?.Invoke(shard, first, block);
        loaded._loading = false;
        return loaded;
    }

    /// <summary>The same rows, kept once, for one who works beside others that use them.</summary>
    internal PreparedRows<T> With(Workers workers) => new(this, _kept, workers);

    /// <summary>Goes through the rows in blocks; where they are not kept, the next block is read, checked and scaled while one is used. Of several machines each goes through its own rows.</summary>
    /// <param name="height">Rows of a block; the last of a shard may have fewer.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Each block with its first row. A block stays as it is until the next is asked for.</returns>
    public IEnumerable<(int First, Matrix<T> Rows)> Blocks(int height, CancellationToken cancellation)
    {
        foreach (var (_, _, first, rows) in OwnBlocks(height, cancellation)) yield return (first, rows);
    }

    /// <summary>The same with each block's number and shard.</summary>
    /// <param name="height">Rows of a block; the last of a shard may have fewer.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <param name="from">Number of the block to begin with.</param>
    internal IEnumerable<(int Number, int Shard, int First, Matrix<T> Rows)> OwnBlocks(int height, CancellationToken cancellation, int from = 0)
    {
        var blocks = BlocksOf(height);
        var ahead = _kept is null ? TakeSpare(height, blocks) : null;
        _stop = cancellation;
        try
        {
            for (var number = from; number < blocks.Count; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (shard, first, count) = blocks[number];
                yield return (number, shard, first, ahead is null ? Kept(first, count) : ahead.Take(number, number + 1 < blocks.Count ? number + 1 : null));
            }
        }
        finally
        {
            ahead?.Dispose();
            (_spare, _stop) = (ahead, default);
        }
    }

    /// <summary>The blocks of so many rows in which this machine goes through its own.</summary>
    internal IReadOnlyList<(int Shard, int First, int Rows)> BlocksOf(int height)
    {
        if (_blocks is not { } known || known.Height != height) _blocks = known = new(height, ShardBlocks.Of(Shards, Count, height));
        return known.Blocks;
    }

    /// <summary>The same without targets.</summary>
    internal IEnumerable<(int Number, int Shard, Matrix<T> Rows)> InputBlocks(int height, CancellationToken cancellation, int from = 0)
    {
        var inputs = Targets == 0 ? null : new Matrix<T>(Math.Min(height, Count), Width - Targets);
        foreach (var (number, shard, _, block) in OwnBlocks(height, cancellation, from))
        {
            inputs?.Resize(block.Rows);
            if (inputs is not null) block.CopyColumns(0, inputs);
            yield return (number, shard, inputs ?? block);
        }
    }

    /// <summary>Rows in any order. Those of another machine are read from the source.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="destination">(rows, width).</param>
    internal void Gather(ReadOnlySpan<int> rows, Matrix<T> destination)
    {
        if (_kept is not null && Shards.IsAlone)
        {
            GatherKept(rows, destination);
            return;
        }
        for (var i = 0; i < rows.Length; i++)
        {
            if (ReadsWide) _normalizer!.ReadWide(_rows, rows[i], MemoryMarshal.Cast<T, float>(destination.Row(i)));
            else _rows.Read(rows[i], destination.Row(i));
        }
        if (ReadsWide) _normalizer!.Rotate(destination, _workers);
        else _normalizer?.Apply(destination, _workers);
    }

    /// <summary>This machine's rows in any order, where they are kept.</summary>
    internal void GatherKept(ReadOnlySpan<int> rows, Matrix<T> destination) => Gather(_kept!, rows, destination, 0, before: Shards.OfAll(Count).First);

    /// <summary>Some rows, evenly spread over all: the same on every machine.</summary>
    /// <param name="most">As many where there are so many.</param>
    internal Matrix<T> Sample(int most)
    {
        var sample = new Matrix<T>(Math.Min(most, Count), Width);
        Gather([.. Enumerable.Range(0, sample.Rows).Select(i => (int)((long)i * Count / sample.Rows))], sample);
        return sample;
    }

    /// <summary>Copies rows that are in memory, on all threads: each finds in its cache those it works on in the passes that come.</summary>
    /// <param name="source">Has them.</param>
    /// <param name="rows">Which.</param>
    /// <param name="destination">Takes them.</param>
    /// <param name="first">From this row on.</param>
    /// <param name="before">Rows that come before the source's first.</param>
    internal unsafe void Gather(Matrix<T> source, ReadOnlySpan<int> rows, Matrix<T> destination, int first, int before = 0)
    {
        fixed (int* which = rows) RowBlocks.Run(_workers, rows.Length, destination.Columns, new Copy(source, which, rows.Length, destination, first, before));
    }

    private readonly unsafe struct Copy(Matrix<T> source, int* rows, int count, Matrix<T> destination, int first, int before) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (begin, height) = RowBlocks.Bounds(task, count);
            for (var i = begin; i < begin + height; i++) source.Row(rows[i] - before).CopyTo(destination.Row(first + i));
        }
    }

    /// <summary>Reads, checks and scales as many consecutive rows as the destination has.</summary>
    internal void Read(int first, Matrix<T> destination) => Read(first, destination, _workers);

    /// <summary>The same for a thread that works beside the others.</summary>
    internal void ReadAlone(int first, Matrix<T> destination) => Read(first, destination, Alone);

    /// <summary>Consecutive rows, not yet prepared: the source's own where they lie in memory as they are wanted, else read into the destination.</summary>
    /// <remarks>Then <see cref="TryPrepare"/> for all of them, in parts, on any thread.</remarks>
    internal Matrix<T> Take(int first, int count, Matrix<T> destination)
    {
        if (Lend(first, count) is { } own) return own;
        destination.Resize(count);
        if (PreparesRowByRow) _rows.Read(first, destination.All);
        else Read(first, destination);
        return destination;
    }

    /// <summary>The source's own rows, which are not to be changed; null where they are not in memory as they are wanted.</summary>
    internal Matrix<T>? Lend(int first, int count) => _normalizer is null && _rows is MemoryRows<T> memory ? memory.Lend(first, count) : null;

    /// <summary>Checks and scales rows of <see cref="Take"/>.</summary>
    /// <returns>False where a number may not be: <see cref="Read(int, Matrix{T})"/> says which, and why.</returns>
    internal bool TryPrepare(Matrix<T> rows)
    {
        if (!PreparesRowByRow) return true;
        _normalizer?.Apply(rows, Alone);
        // What is not finite stays so when it is scaled. Where numbers must lie in an interval, that no infinity and no NaN does is the only check.
        return _unitInterval ? RowCheck.Within(rows.All, -Slack, T.One + Slack) : RowCheck.AreFinite<T>(rows.All);
    }

    /// <summary><see cref="TryPrepare"/> does all: a rotation is a product, which is faster for many rows together, and what is read in double precision is scaled where it is read.</summary>
    internal bool PreparesRowByRow => _normalizer?.Rotation is null && !ReadsWide;

    private bool ReadsWide => typeof(T) == typeof(float) && _normalizer is { IsWide: true };

    private T Slack => T.CreateTruncating(_normalizer is null ? 0 : Rounding);

    private Matrix<T> Kept(int first, int count)
    {
        var rows = _kept!.Window((first - Shards.OfAll(Count).First) * Width, count, Width);
        if (_loading) Read(first, rows);
        return rows;
    }

    private ReadAhead<T> TakeSpare(int height, IReadOnlyList<(int Shard, int First, int Rows)> blocks)
    {
        if (Interlocked.Exchange(ref _spare, null) is { } spare && spare.Capacity == Math.Min(height, Count)) return spare;
        return new ReadAhead<T>(Math.Min(height, Count), Width, (number, block) =>
        {
            var (_, first, rows) = blocks[(int)number];
            block.Resize(rows);
            ReadAlone(first, block);
        });
    }

    private void Read(int first, Matrix<T> destination, Workers workers)
    {
        if (ReadsWide)
        {
            _normalizer!.ReadWide(_rows, first, MemoryMarshal.Cast<T, float>(destination.All));
            _normalizer.Rotate(destination, workers, _stop);
        }
        else
        {
            _rows.Read(first, destination.All);
            // What lies in the interval is finite.
            if (_unitInterval && _normalizer is null && RowCheck.Within<T>(destination.All, T.Zero, T.One)) return;
            _normalizer?.Apply(destination, workers, _stop);
        }
        // What is not finite stays so when it is scaled.
        if (!RowCheck.AreFinite<T>(destination.All)) RefuseBeyond(first, destination.All);
        if (_unitInterval) RefuseOutside(first, destination.All);
    }

    /// <summary>Refuses the first row that holds NaN or infinity: as it comes from the source, or because this precision does not go so far.</summary>
    private void RefuseBeyond(int first, ReadOnlySpan<T> block)
    {
        var i = 0;
        while (T.IsFinite(block[i])) i++;
        var row = first + i / Width;
        var numbers = new double[Width];
        _rows.Read(row, numbers);
        RowCheck.Finite<double>(_rows, row, numbers);
        var input = Enumerable.Range(0, Width).MaxBy(j => _normalizer is null ? Math.Abs(numbers[j]) : Math.Abs((numbers[j] - _normalizer.Shift[j]) * _normalizer.Scale[j]));
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{_rows.PlaceOf(row, input)}: {numbers[input]} is more than {(typeof(T) == typeof(float) ? "single" : "double")} precision holds")
            + $"{(_normalizer is null ? ". Scale the rows (`MinMaxScaling`), or leave the column out (`Exclude`)" : " after scaling, so far is it from the rows that were trained on. Remove such rows")}.");
    }

    private void RefuseOutside(int first, ReadOnlySpan<T> block)
    {
        var slack = Slack;
        if (RowCheck.Within(block, -slack, T.One + slack)) return;
        for (var i = 0; i < block.Length; i++)
        {
            if (block[i] >= -slack && block[i] <= T.One + slack) continue;
            throw new InvalidDataException($"{_rows.PlaceOf(first + i / _rows.Width, i % _rows.Width)}: {Convert.ToSingle(block[i]):R}{(_normalizer is null ? "" : " (after scaling)")}"
                + " lies outside [0, 1], where a sigmoid decoder and cross-entropy cannot reach. "
                + (_normalizer is null ? "Scale the rows (`MinMaxScaling`) or decode without the sigmoid (`OutputFunction.Linear`)." : "This scaling goes below 0: decode without the sigmoid (`OutputFunction.Linear`), or take `MinMaxScaling` instead.")
                + (_suggestion is null ? "" : $" {char.ToUpperInvariant(_suggestion[0])}{_suggestion[1..]}"));
        }
    }
}

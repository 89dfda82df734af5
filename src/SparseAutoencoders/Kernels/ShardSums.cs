namespace SparseAutoencoders;

/// <summary>A line of sums over rows, in double: a chain for each shard of this machine, then the tree over all shards.</summary>
/// <param name="shards">Which rows are summed where.</param>
/// <param name="length">Sums in a line.</param>
internal sealed class ShardSums(Shards shards, int length)
{
    private readonly double[] _lines = new double[shards.Own * length];
    private readonly bool[] _begun = new bool[shards.Own];

    /// <summary>The sums of one of this machine's shards so far.</summary>
    public Span<double> Of(int shard) => _lines.AsSpan(shard * length, length);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(_lines);
        Array.Clear(_begun);
    }

    /// <summary>Adds to the sums of a shard.</summary>
    public void Add(int shard, ReadOnlySpan<double> numbers)
    {
        var line = Of(shard);
        if (_begun[shard])
        {
            for (var i = 0; i < line.Length; i++) line[i] += numbers[i];
            return;
        }
        numbers[..length].CopyTo(line);                          // −0 stays −0
        _begun[shard] = true;
    }

    /// <summary>Adds to a sum where there is one alone.</summary>
    public void Add(int shard, double number) => Add(shard, new ReadOnlySpan<double>(in number));

    /// <summary>The sums over all rows of all machines. The lines are used up.</summary>
    public ReadOnlySpan<double> Complete()
    {
        Shards.AddTree<double>(_lines, length, shards.Own);
        shards.Sum(Of(0));
        return Of(0);
    }
}

/// <summary>A sum over rows that is as large as weights are: made shard after shard, and added up as far as the tree goes, so that there are never more than a few of them.</summary>
/// <param name="shards">Which rows are summed where.</param>
/// <param name="total">Takes the sum over all rows of all machines.</param>
/// <param name="another">Makes room for another.</param>
/// <param name="numbers">The numbers of one.</param>
/// <param name="workers">Threads.</param>
internal sealed class ShardTotal<TItem, T>(Shards shards, TItem total, Func<TItem> another, Func<TItem, Matrix<T>> numbers, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<TItem> _open = [total];
    private int _shard = -1, _last = -1;

    /// <summary>Begins anew.</summary>
    public void Begin() => (_shard, _last) = (-1, -1);

    /// <summary>Where the sum of a shard is made; shards come in order, none left out.</summary>
    /// <param name="shard">One of this machine's.</param>
    /// <returns>And whether some of the shard's rows are in it already; else what stands there is to be overwritten.</returns>
    public (TItem Item, bool Add) Of(int shard)
    {
        if (shard == _shard) return (_open[_last], true);
        AddUp();
        (_shard, _last) = (shard, _last + 1);
        if (_last == _open.Count) _open.Add(another());
        return (_open[_last], false);
    }

    /// <summary>The total is the sum over all rows.</summary>
    public void Complete()
    {
        AddUp();
        shards.Sum(numbers(total).All);
        Begin();
    }

    // A shard that ends closes all pairs that end with it.
    private void AddUp()
    {
        for (var closed = _shard; closed >= 0 && (closed & 1) == 1; closed >>= 1, _last--)
        {
            var (to, from) = (numbers(_open[_last - 1]), numbers(_open[_last]));
            workers.Run((to.All.Length + Addition.Numbers - 1) / Addition.Numbers, new Addition(to, from));
        }
    }

    private readonly struct Addition(Matrix<T> to, Matrix<T> from) : IParallelBody
    {
        public const int Numbers = 1 << 14;

        public void Invoke(int task)
        {
            var (first, count) = (task * Numbers, Math.Min(Numbers, to.All.Length - task * Numbers));
            var sum = to.All.Slice(first, count);
            Elementwise.Map<T, Add<T>>(sum, from.All.Slice(first, count), sum, default);
        }
    }
}

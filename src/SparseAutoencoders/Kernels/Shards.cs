namespace SparseAutoencoders;

/// <summary>How rows are cut, so that sums over them have the same bits on any number of machines: into S runs of consecutive rows, the shards. A shard's sum is one chain; the shards' are added as a balanced tree.</summary>
/// <remarks>Each machine has as many neighbouring shards as every other. With one shard a sum is one chain over all rows.</remarks>
internal sealed class Shards
{
    // Bytes of all machines together up to which everything is sent to everyone: one exchange instead of two.
    private const int Few = 1 << 16;

    private byte[] _all = [], _parts = [];

    /// <param name="count">S, a power of two.</param>
    /// <param name="group">The machines: a power of two of them, at most S.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public Shards(int count, IGroup group)
    {
        if (!int.IsPow2(count)) throw new ArgumentException($"`Shards`: {count} is no power of two. Give 1, 2, 4, 8 and so on.");
        if (!int.IsPow2(group.Count)) throw new ArgumentException($"group: there are {group.Count} machines, and shards are shared out evenly among 1, 2, 4, 8 and so on. Start as many.");
        if (group.Count > count) throw new ArgumentException($"group: there are {group.Count} machines and {count} {(count == 1 ? "shard" : "shards")}. Give at least as many shards (`Shards`), or start fewer machines.");
        (Count, Group) = (count, group);
    }

    /// <summary>One machine, all rows in one.</summary>
    public static Shards One { get; } = new(1, Alone.Instance);

    /// <summary>S.</summary>
    public int Count { get; }

    /// <summary>The machines.</summary>
    public IGroup Group { get; }

    /// <summary>There is one machine.</summary>
    public bool IsAlone => Group.Count == 1;

    /// <summary>Shards of this machine.</summary>
    public int Own => Count / Group.Count;

    /// <summary>The first of them, among all.</summary>
    public int FirstOwn => Own * Group.Rank;

    /// <summary>Rows of one of this machine's shards.</summary>
    /// <param name="own">Which, from 0.</param>
    /// <param name="rows">All rows.</param>
    public (int First, int Rows) Of(int own, int rows)
    {
        var first = FirstRow(FirstOwn + own, rows);
        return (first, FirstRow(FirstOwn + own + 1, rows) - first);
    }

    /// <summary>Rows of this machine.</summary>
    public (int First, int Rows) OfAll(int rows)
    {
        var first = FirstRow(FirstOwn, rows);
        return (first, FirstRow(FirstOwn + Own, rows) - first);
    }

    /// <summary>Rows of the largest shard.</summary>
    public int Most(int rows) => (int)(((long)rows + Count - 1) / Count);

    /// <summary>Numbers of each machine → their sums, on every one: a tree over the machines.</summary>
    public void Sum<T>(Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (IsAlone || numbers.Length == 0) return;
        var count = Group.Count;
        var mine = MemoryMarshal.AsBytes(numbers);
        if ((long)mine.Length * count <= Few)
        {
            var every = MemoryMarshal.Cast<byte, T>(All(mine));
            AddTree(every, numbers.Length, count);
            every[..numbers.Length].CopyTo(numbers);
            return;
        }
        var each = (numbers.Length + count - 1) / count;
        var whole = Room<T>(ref _all, each * count);
        var parts = Room<T>(ref _parts, each * count);
        numbers.CopyTo(whole);
        whole[numbers.Length..].Clear();
        Group.AllToAll(MemoryMarshal.AsBytes(whole), MemoryMarshal.AsBytes(parts));
        AddTree(parts, each, count);
        Group.AllGather(MemoryMarshal.AsBytes(parts[..each]), MemoryMarshal.AsBytes(whole));
        whole[..numbers.Length].CopyTo(numbers);
    }

    /// <summary>Numbers of each machine → of each the smallest, on every one.</summary>
    public void Least<T>(Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fold(numbers, T.Min);

    /// <summary>Numbers of each machine → of each the largest, on every one.</summary>
    public void Greatest<T>(Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Fold(numbers, T.Max);

    /// <summary>The sum over machines, exact up to 2⁵³.</summary>
    public long Sum(long number) => (long)Sum((double)number);

    /// <summary>The sum over machines.</summary>
    public double Sum(double number)
    {
        Sum(new Span<double>(ref number));
        return number;
    }

    /// <summary>Whether it is so on any machine.</summary>
    public bool Any(bool here) => Sum(here ? 1L : 0) > 0;

    /// <summary>Numbers of all machines, those of the first first; each may have another count.</summary>
    public T[] Gather<T>(ReadOnlySpan<T> mine) where T : unmanaged
    {
        if (IsAlone) return mine.ToArray();
        var length = mine.Length;
        var lengths = MemoryMarshal.Cast<byte, int>(All(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)))).ToArray();
        var most = lengths.Max();
        if (most == 0) return [];
        var padded = new T[most];
        mine.CopyTo(padded);
        var every = MemoryMarshal.Cast<byte, T>(All(MemoryMarshal.AsBytes(padded.AsSpan())));
        var all = new T[lengths.Sum()];
        for (var (rank, place) = (0, 0); rank < lengths.Length; place += lengths[rank++]) every.Slice(rank * most, lengths[rank]).CopyTo(all.AsSpan(place));
        return all;
    }

    /// <summary>What is known of each of this machine's shards → what is known of all rows, on every machine.</summary>
    /// <param name="own">One a shard; used up.</param>
    public TTotal Total<TTotal>(TTotal[] own) where TTotal : IRowTotal<TTotal>
    {
        AddTree(own);
        if (IsAlone) return own[0];
        var numbers = own[0].Numbers();
        var every = Gather<double>(numbers);
        // Of lists the lengths differ, and each machine's must be told apart.
        var lengths = Gather([numbers.Length]);
        var all = new TTotal[lengths.Length];
        for (var (rank, place) = (0, 0); rank < all.Length; place += lengths[rank++]) all[rank] = own[0].Of(every.AsSpan(place, lengths[rank]).ToArray());
        AddTree(all);
        return all[0];
    }

    /// <summary>Lines of numbers → their sum as a balanced tree, in the first line's place.</summary>
    internal static void AddTree<T>(Span<T> lines, int length, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var step = 1; step < count; step *= 2)
        {
            for (var i = 0; i + step < count; i += 2 * step)
            {
                var line = lines.Slice(i * length, length);
                Elementwise.Map<T, Add<T>>(line, lines.Slice((i + step) * length, length), line, default);
            }
        }
    }

    private static void AddTree<TTotal>(TTotal[] totals) where TTotal : IRowTotal<TTotal>
    {
        for (var step = 1; step < totals.Length; step *= 2)
            for (var i = 0; i + step < totals.Length; i += 2 * step) totals[i].Add(totals[i + step]);
    }

    private void Fold<T>(Span<T> numbers, Func<T, T, T> fold) where T : unmanaged
    {
        if (IsAlone) return;
        var every = MemoryMarshal.Cast<byte, T>(All(MemoryMarshal.AsBytes(numbers)));
        for (var i = 0; i < every.Length; i++) numbers[i % numbers.Length] = i < numbers.Length ? every[i] : fold(numbers[i % numbers.Length], every[i]);
    }

    private int FirstRow(int shard, int rows) => (int)((long)rows * shard / Count);

    private Span<byte> All(ReadOnlySpan<byte> mine)
    {
        var all = Room<byte>(ref _all, mine.Length * Group.Count);
        Group.AllGather(mine, all);
        return all;
    }

    private static Span<T> Room<T>(ref byte[] bytes, int count) where T : unmanaged
    {
        var size = checked(count * Unsafe.SizeOf<T>());
        if (bytes.Length < size) bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(0, size));
    }
}

/// <summary>What is known of some rows, of which that of other rows can be added.</summary>
internal interface IRowTotal<TSelf> where TSelf : IRowTotal<TSelf>
{
    /// <summary>Takes in what is known of the rows that come after.</summary>
    void Add(TSelf later);

    /// <summary>All of it in numbers, to be sent.</summary>
    double[] Numbers();

    /// <summary>Another of its kind, from its numbers.</summary>
    TSelf Of(double[] numbers);
}

namespace SparseAutoencoders;

/// <summary>The numbers a run must remember, by name: copied from the parts that hold them, and given back to them later.</summary>
/// <remarks>A part names each of its numbers once, in one method that serves both ways, so what is restored cannot differ from what was taken.
/// Taking state again writes over the copies there are: nothing is allocated.</remarks>
public sealed class SavedState
{
    private readonly string _source;
    private readonly IStateStore? _store;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, (long Place, int Length, bool IsDouble, long[] Shape, bool IsParameter)> _stored = [];

    /// <param name="source">Where the numbers come from, for messages.</param>
    /// <param name="store">Takes the numbers, once, in place of memory; null for memory.</param>
    internal SavedState(string source = "the run's state", IStateStore? store = null) => (_source, _store) = (source, store);

    /// <summary>Numbers of one name: float[] or double[], their sizes, and whether they are of the model's own.</summary>
    internal readonly record struct Entry(Array Numbers, IReadOnlyList<long> Shape, bool IsParameter = false);

    // What is fewer stays in memory in any case.
    private const int Many = 1 << 10;

    /// <summary>A count that no run comes near, and that a double holds as it is.</summary>
    public const long MostCounted = 1L << 52;

    /// <summary>All numbers, in the order they were named.</summary>
    internal IEnumerable<KeyValuePair<string, Entry>> Entries => _entries;

    /// <summary>True while the numbers are given back, false while they are copied.</summary>
    public bool Restoring { get; private set; }

    /// <summary>The same in memory.</summary>
    internal SavedState Loaded()
    {
        if (_store is null) return this;
        var loaded = new SavedState(_source);
        foreach (var (name, entry) in _entries) loaded.Add(name, entry);
        foreach (var (name, (place, length, isDouble, shape, isParameter)) in _stored) loaded.Add(name, new Entry(isDouble ? Read<double>(place, length) : Read<float>(place, length), shape, isParameter));
        return loaded;
    }

    private T[] Read<T>(long place, int length) where T : unmanaged
    {
        var numbers = new T[length];
        _store!.Read(place, MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>Copies what the parts name.</summary>
    internal void Take(Action<SavedState> parts)
    {
        Restoring = false;
        parts(this);
    }

    /// <summary>Gives the parts what they name.</summary>
    /// <exception cref="InvalidDataException">They name what was not taken, or in another size.</exception>
    internal void Restore(Action<SavedState> parts)
    {
        Restoring = true;
        parts(this);
    }

    /// <summary>Puts in numbers that were taken elsewhere.</summary>
    internal void Add(string name, Entry entry) => _entries[name] = entry;

    /// <summary>A matrix, its rows as they count now.</summary>
    public void Keep<T>(string name, Matrix<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Keep(name, numbers.All, [numbers.Rows, numbers.Columns]);

    /// <summary>Numbers in a row.</summary>
    public void Keep<T>(string name, Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Keep(name, numbers, [numbers.Length]);

    /// <summary>One number.</summary>
    public void Keep(string name, ref double number) => Keep(name, new Span<double>(ref number));

    /// <summary>One whole number within bounds, which are below 2⁵³ in size.</summary>
    public void Keep(string name, ref long number, long least, long most)
    {
        var value = (double)number;
        Keep(name, ref value);
        if (Restoring) number = Whole(name, value, least, most);
    }

    /// <summary>One whole number within bounds.</summary>
    public void Keep(string name, ref int number, int least, int most)
    {
        long value = number;
        Keep(name, ref value, least, most);
        number = (int)value;
    }

    /// <summary>Yes or no.</summary>
    public void Keep(string name, ref bool flag)
    {
        var value = flag ? 1 : 0;
        Keep(name, ref value, 0, 1);
        flag = value != 0;
    }

    /// <summary>Records of so many numbers each, one after the other; how many records there are is part of the state.</summary>
    public double[] KeepList(string name, double[] list, int numbers)
    {
        if (!Restoring)
        {
            _entries[name] = new Entry(list, [list.Length]);
            return list;
        }
        return Find(name).Numbers is double[] kept && kept.Length % numbers == 0 ? kept : throw Unfit(name);
    }

    /// <summary>A number that is given back, as a whole one within bounds.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public long Whole(string name, double value, long least, long most) =>
        value >= least && value <= most && value == Math.Floor(value) ? (long)value : throw Unfit(name);

    /// <summary>A block of the model's numbers.</summary>
    internal void KeepParameter<T>(string name, Span<T> numbers, long[] shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Keep(name, numbers, shape, isParameter: true);

    private void Keep<T>(string name, Span<T> numbers, ReadOnlySpan<long> shape, bool isParameter = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_store is not null && numbers.Length >= Many)
        {
            Store(_store, name, numbers, shape, isParameter);
            return;
        }
        if (Restoring)
        {
            if (Find(name).Numbers is not T[] kept || kept.Length != numbers.Length) throw Unfit(name);
            kept.CopyTo(numbers);
            return;
        }
        if (!_entries.TryGetValue(name, out var entry) || entry.Numbers is not T[] room || room.Length != numbers.Length)
            _entries[name] = new Entry(room = new T[numbers.Length], shape.ToArray(), isParameter);
        numbers.CopyTo(room);
    }

    private void Store<T>(IStateStore store, string name, Span<T> numbers, ReadOnlySpan<long> shape, bool isParameter) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Restoring)
        {
            _stored[name] = (store.Length, numbers.Length, typeof(T) == typeof(double), shape.ToArray(), isParameter);
            store.Append(MemoryMarshal.AsBytes(numbers));
            return;
        }
        if (!_stored.TryGetValue(name, out var kept) || kept.Length != numbers.Length || kept.IsDouble != (typeof(T) == typeof(double))) throw Unfit(name);
        store.Read(kept.Place, MemoryMarshal.AsBytes(numbers));
    }

    private Entry Find(string name) => _entries.TryGetValue(name, out var entry) ? entry : throw Unfit(name);

    /// <summary>What is thrown where a number is missing or none that training can have left.</summary>
    public InvalidDataException Unfit(string name) =>
        new($"{_source}: '{name}' is missing or such as training cannot have left it. Delete the file to go on from the checkpoint before it, or begin the run again in a new folder.");
}

/// <summary>Where numbers are kept outside memory: bytes one after the other, read at any place.</summary>
internal interface IStateStore
{
    /// <summary>How many there are.</summary>
    long Length { get; }

    /// <summary>Takes more.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Gives some back.</summary>
    void Read(long offset, Span<byte> destination);
}

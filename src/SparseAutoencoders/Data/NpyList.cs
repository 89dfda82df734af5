namespace SparseAutoencoders;

/// <summary>An NPY file of one size: a list of numbers, read from the first on. It owns the source.</summary>
internal sealed class NpyList : IDisposable
{
#if DEBUG
    private const int NumbersPerBlock = 3;
#else
    private const int NumbersPerBlock = 1 << 12;
#endif

    private readonly ByteSource _source;
    private readonly int _offset;
    private readonly double[] _block = new double[NumbersPerBlock];
    private long _next;
    private int _at;
    private int _end;

    private NpyList(ByteSource source, int offset, StoredNumber number, long count) => (_source, _offset, Number, Count) = (source, offset, number, count);

    /// <summary>How a number is stored; bytes stand for themselves.</summary>
    public StoredNumber Number { get; }

    /// <summary>How many there are.</summary>
    public long Count { get; }

    /// <param name="source">The file; disposed where it is refused.</param>
    /// <param name="name">What the list is called, for messages.</param>
    /// <exception cref="InvalidDataException">It is no list, or not whole.</exception>
    public static NpyList Open(ByteSource source, string name)
    {
        try
        {
            var header = NpyHeader.Read(source);
            if (header.Shape is not [var count]) throw new InvalidDataException($"{source.Path}: its array {name} has sizes of {MessageText.Sizes(header.Shape)} and is no list. Save it again with scipy.sparse.save_npz.");
            var number = NpyNumber.Of(source.Path, header.Type);
            if (number.Kind == NumberKind.ByteFraction) number = new StoredNumber(NumberKind.UInt8);
            source.Expect(header.DataOffset + (Int128)count * number.Size, $"{count} numbers of its array {name}");
            return new NpyList(source, header.DataOffset, number, count);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The next number; there is one.</summary>
    public double Next()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, (int)Math.Min(NumbersPerBlock, Count - _next));
            Number.Read(_source, _offset + _next * Number.Size, _block.AsSpan(0, _end));
            _next += _end;
        }
        return _block[_at++];
    }

    /// <summary>The first number comes next.</summary>
    public void Restart() => (_next, _at, _end) = (0, 0, 0);

    public void Dispose() => _source.Dispose();
}

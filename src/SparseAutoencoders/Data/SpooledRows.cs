using System.Buffers;

namespace SparseAutoencoders;

/// <summary>Rows that were made once, one after the other; many of them are kept on the disk.</summary>
/// <typeparam name="TStored">What a number is kept as.</typeparam>
/// <param name="name">Where they come from.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="stored">What a stored number stands for.</param>
internal sealed class SpooledRows<TStored>(string name, int width, StoredNumber stored) : IRows where TStored : unmanaged
{
#if DEBUG
    private const int NumbersPerBlock = 9;
#else
    private const int NumbersPerBlock = 1 << 12;
#endif

    private readonly Spool _numbers = new(name);
    private readonly TStored[] _block = new TStored[Math.Max(1, NumbersPerBlock / width) * width];
    private int _pending;

    public string Name => name;

    public int Count { get; private set; }

    public int Width => width;

    public string NumberType { get; init; } = stored.Name;

    public ImageShape? Image { get; init; }

    public IReadOnlyList<string>? Columns { get; init; }

    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>A new last row, to be filled before the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">There are as many rows as can be counted.</exception>
    public Span<TStored> Append()
    {
        if (Count == int.MaxValue) throw new InvalidDataException($"{name}: holds more than {int.MaxValue} rows. Split the file.");
        if (_pending == _block.Length) Complete();
        Count++;
        _pending += width;
        return _block.AsSpan(_pending - width, width);
    }

    /// <summary>Ends appending: now rows can be read.</summary>
    public void Complete()
    {
        _numbers.Append(MemoryMarshal.AsBytes(_block.AsSpan(0, _pending)));
        _pending = 0;
    }

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(NumbersPerBlock, destination.Length) * stored.Size);
        for (var offset = (long)first * width; destination.Length > 0;)
        {
            var part = destination[..Math.Min(NumbersPerBlock, destination.Length)];
            var bytes = buffer.AsSpan(0, part.Length * stored.Size);
            _numbers.Read(offset * stored.Size, bytes);
            stored.Convert(bytes, part);
            destination = destination[part.Length..];
            offset += part.Length;
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    public void Dispose() => _numbers.Dispose();
}

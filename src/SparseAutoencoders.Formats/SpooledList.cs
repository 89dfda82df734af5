using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Formats;

/// <summary>Items that are added one after the other and then read at any place; many of them are kept on the disk.</summary>
/// <param name="source">What they come from, for messages.</param>
internal sealed class SpooledList<T>(string source) : IDisposable where T : unmanaged
{
#if DEBUG
    private const int ItemsPerBlock = 3;
#else
    private const int ItemsPerBlock = 1 << 10;
#endif

    private readonly Spool _items = new(source);
    private readonly T[] _block = new T[ItemsPerBlock];
    private int _pending;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Add(T item)
    {
        if (_pending == _block.Length) Complete();
        _block[_pending++] = item;
        Count++;
    }

    /// <summary>Ends adding: now items can be read.</summary>
    public void Complete()
    {
        _items.Append(MemoryMarshal.AsBytes(_block.AsSpan(0, _pending)));
        _pending = 0;
    }

    /// <summary>Fills <paramref name="destination"/> from an item on.</summary>
    public void Read(long first, Span<T> destination) => _items.Read(first * Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(destination));

    public void Dispose() => _items.Dispose();
}

namespace SparseAutoencoders;

/// <summary>Room for what is packed, kept by each thread and grown when more is asked for: no allocation once warm.</summary>
/// <remarks>Managed and pinned, so that it goes when its thread goes. A thread holds at most one product's panels and strips
/// (<see cref="Blocking{T, TTile}"/> says how much that is), and runs one product at a time, so a buffer has one user.</remarks>
internal sealed unsafe class PackingBuffer
{
    private const int Alignment = 64;

    [ThreadStatic] private static PackingBuffer? _own;
    [ThreadStatic] private static PackingBuffer? _shared;

    private byte[] _bytes = [];

    /// <summary>This thread's room for what it alone reads.</summary>
    public static PackingBuffer Own => _own ??= new();

    /// <summary>This thread's room for what all threads have packed that help with its product, and read.</summary>
    public static PackingBuffer Shared => _shared ??= new();

    /// <summary>Address of at least <paramref name="count"/> numbers, 64-byte aligned. What it held is lost when it grows.</summary>
    public T* Take<T>(int count) where T : unmanaged
    {
        if (_bytes.Length < (long)count * sizeof(T) + Alignment)
            _bytes = GC.AllocateUninitializedArray<byte>(checked(count * sizeof(T) + Alignment), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
        return (T*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }
}

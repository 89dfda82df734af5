using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Kernels;

/// <summary>Room for packed panels, kept by each thread and grown when more is asked for: no allocation once warm.</summary>
/// <remarks>Managed and pinned, so that it goes when its thread goes. A thread holds at most one product's panels of each kind
/// (<see cref="Blocking{T, TTile}"/> says how much that is), and runs one product at a time, so a buffer has one user.</remarks>
internal sealed unsafe class PackingBuffer
{
    private const int Alignment = 64;

    [ThreadStatic] private static PackingBuffer? _rows;
    [ThreadStatic] private static PackingBuffer? _columns;

    private byte[] _bytes = [];

    /// <summary>This thread's room for panels of a.</summary>
    public static PackingBuffer Rows => _rows ??= new();

    /// <summary>This thread's room for panels of b. The threads that help with a product read it.</summary>
    public static PackingBuffer Columns => _columns ??= new();

    /// <summary>Address of at least <paramref name="count"/> numbers, 64-byte aligned. What it held is lost when it grows.</summary>
    public T* Take<T>(int count) where T : unmanaged
    {
        if (_bytes.Length < (long)count * sizeof(T) + Alignment)
            _bytes = GC.AllocateUninitializedArray<byte>(checked(count * sizeof(T) + Alignment), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
        return (T*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }
}

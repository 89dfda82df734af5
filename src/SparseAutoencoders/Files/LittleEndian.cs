namespace SparseAutoencoders;

/// <summary>Writes numbers as little-endian bytes, as NPY and safetensors files hold them.</summary>
internal static class LittleEndian
{
#if DEBUG
    private const int NumbersPerBlock = 3;
#else
    private const int NumbersPerBlock = 1 << 20;
#endif

    /// <summary>Bytes of a number.</summary>
    public static int Size<T>() where T : unmanaged => Unsafe.SizeOf<T>();

    /// <summary>Writes all numbers in blocks: the bytes of a large span would not fit into one.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> numbers) where T : unmanaged
    {
        while (numbers.Length > 0)
        {
            var block = numbers[..Math.Min(NumbersPerBlock, numbers.Length)];
            if (BitConverter.IsLittleEndian) stream.Write(MemoryMarshal.AsBytes(block));
            else WriteSwapped(stream, MemoryMarshal.AsBytes(block), Size<T>());
            numbers = numbers[block.Length..];
        }
    }

    private static void WriteSwapped(Stream stream, ReadOnlySpan<byte> numbers, int size)
    {
        var swapped = numbers.ToArray();
        for (var i = 0; i < swapped.Length; i += size) swapped.AsSpan(i, size).Reverse();
        stream.Write(swapped);
    }
}

using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Data;

/// <summary>Rows that lie one after the other in a file, read where they are wanted.</summary>
internal sealed class StoredRows(ByteSource source, string name, long offset, RowShape shape, StoredNumber number) : IRows
{
#if DEBUG
    private const int NumbersPerBlock = 5;
#else
    private const int NumbersPerBlock = 1 << 15;
#endif

    public string Name => name;

    public int Count => shape.Rows;

    public int Width => shape.Width;

    public string NumberType => number.Name;

    public ImageShape? Image => shape.Image;

    public IReadOnlyList<string>? Columns => null;

    public IReadOnlyList<string> Notes { get; init; } = [];

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        ReadNumbers(source, offset + (long)first * Width * number.Size, number, destination);
    }

    public void Dispose() => source.Dispose();

    /// <summary>Reads and converts consecutive numbers from a place in a file.</summary>
    public static void ReadNumbers<T>(ByteSource source, long offset, StoredNumber number, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var native = number.IsNative<T>();
        var buffer = native ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(NumbersPerBlock, destination.Length) * number.Size);
        for (var done = 0; done < destination.Length; done += NumbersPerBlock)
        {
            var block = destination.Slice(done, Math.Min(NumbersPerBlock, destination.Length - done));
            var stored = native ? MemoryMarshal.AsBytes(block) : buffer.AsSpan(0, block.Length * number.Size);
            source.Read(offset + (long)done * number.Size, stored);
            if (!native) number.Convert(stored, block);
        }
        if (!native) ArrayPool<byte>.Shared.Return(buffer);
    }
}

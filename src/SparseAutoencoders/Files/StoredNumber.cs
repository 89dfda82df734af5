using System.Buffers;
using System.Buffers.Binary;

namespace SparseAutoencoders;

/// <summary>How a file stores a number.</summary>
internal enum NumberKind
{
    /// <summary>A byte b that stands for b/255.</summary>
    ByteFraction,

    /// <summary>A number w of 16 bits that stands for w/65535.</summary>
    WordFraction,

    /// <summary>A byte that stands for 0 where it is 0, and else for 1.</summary>
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,

    /// <summary>The upper half of a float32.</summary>
    BFloat16,
    Float32,
    Float64,
}

/// <summary>A number as stored, and what it becomes.</summary>
internal readonly record struct StoredNumber(NumberKind Kind, bool BigEndian = false)
{
#if DEBUG
    private const int NumbersPerBlock = 5;
#else
    private const int NumbersPerBlock = 1 << 15;
#endif

    /// <summary>Bytes.</summary>
    public int Size => Kind switch
    {
        NumberKind.ByteFraction or NumberKind.Bool or NumberKind.UInt8 or NumberKind.Int8 => 1,
        NumberKind.WordFraction or NumberKind.UInt16 or NumberKind.Int16 or NumberKind.Float16 or NumberKind.BFloat16 => 2,
        NumberKind.UInt32 or NumberKind.Int32 or NumberKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>As numpy says it: "uint8", "float32".</summary>
    public string Name => Kind switch
    {
        NumberKind.ByteFraction => "uint8",
        NumberKind.WordFraction => "uint16",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>True for whole numbers that stand for themselves.</summary>
    public bool IsWhole => Kind is >= NumberKind.UInt8 and <= NumberKind.Int64;

    /// <summary>True if the bytes are a <typeparamref name="T"/> as this machine holds it.</summary>
    public bool IsNative<T>() =>
        BigEndian != BitConverter.IsLittleEndian
        && (Kind == NumberKind.Float32 && typeof(T) == typeof(float) || Kind == NumberKind.Float64 && typeof(T) == typeof(double));

    /// <summary>Reads and converts consecutive numbers from a place in a file.</summary>
    public void Read<T>(ByteSource source, long offset, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var native = IsNative<T>();
        var buffer = native ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(NumbersPerBlock, destination.Length) * Size);
        for (var done = 0; done < destination.Length; done += NumbersPerBlock)
        {
            var block = destination.Slice(done, Math.Min(NumbersPerBlock, destination.Length - done));
            var stored = native ? MemoryMarshal.AsBytes(block) : buffer.AsSpan(0, block.Length * Size);
            source.Read(offset + (long)done * Size, stored);
            if (!native) Convert(stored, block);
        }
        if (!native) ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Converts; rounding is to the nearest <typeparamref name="T"/>.</summary>
    /// <param name="stored">As many numbers as <paramref name="destination"/> takes. Its contents may be changed.</param>
    /// <param name="destination">Takes the numbers.</param>
    public void Convert<T>(Span<byte> stored, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (Kind)
        {
            case NumberKind.ByteFraction: Fractions(stored, destination); break;
            case NumberKind.WordFraction:
                var words = Ordered<ushort>(stored);             // exact, as 65535 is in T, and IEEE division rounds correctly
                for (var i = 0; i < words.Length; i++) destination[i] = T.CreateTruncating(words[i]) / T.CreateTruncating(ushort.MaxValue);
                break;
            case NumberKind.Bool:
                for (var i = 0; i < stored.Length; i++) destination[i] = stored[i] == 0 ? T.Zero : T.One;
                break;
            case NumberKind.UInt8: Each(stored, destination); break;
            case NumberKind.Int8: Each(MemoryMarshal.Cast<byte, sbyte>(stored), destination); break;
            case NumberKind.UInt16: Each(Ordered<ushort>(stored), destination); break;
            case NumberKind.Int16: Each(Ordered<short>(stored), destination); break;
            case NumberKind.UInt32: Each(Ordered<uint>(stored), destination); break;
            case NumberKind.Int32: Each(Ordered<int>(stored), destination); break;
            case NumberKind.UInt64: Each(Ordered<ulong>(stored), destination); break;
            case NumberKind.Int64: Each(Ordered<long>(stored), destination); break;
            case NumberKind.Float16: Each(MemoryMarshal.Cast<short, Half>(Ordered<short>(stored)), destination); break;
            case NumberKind.BFloat16:
                var upper = Ordered<short>(stored);
                for (var i = 0; i < upper.Length; i++) destination[i] = T.CreateTruncating(BitConverter.Int32BitsToSingle(upper[i] << 16));
                break;
            case NumberKind.Float32 when typeof(T) == typeof(double):
                Elementwise.Widen(MemoryMarshal.Cast<int, float>(Ordered<int>(stored)), MemoryMarshal.Cast<T, double>(destination));
                break;
            case NumberKind.Float32: Each(MemoryMarshal.Cast<int, float>(Ordered<int>(stored)), destination); break;
            default: Each(MemoryMarshal.Cast<long, double>(Ordered<long>(stored)), destination); break;
        }
    }

    /// <summary>The numbers in this machine's byte order, swapped in place where the file's is the other.</summary>
    private Span<TWord> Ordered<TWord>(Span<byte> stored) where TWord : unmanaged
    {
        if (BigEndian == BitConverter.IsLittleEndian)
        {
            if (Size == 2) Swap16(MemoryMarshal.Cast<byte, short>(stored));
            else if (Size == 4) Swap32(MemoryMarshal.Cast<byte, int>(stored));
            else Swap64(MemoryMarshal.Cast<byte, long>(stored));
        }
        return MemoryMarshal.Cast<byte, TWord>(stored);

        static void Swap16(Span<short> words) => BinaryPrimitives.ReverseEndianness(words, words);
        static void Swap32(Span<int> words) => BinaryPrimitives.ReverseEndianness(words, words);
        static void Swap64(Span<long> words) => BinaryPrimitives.ReverseEndianness(words, words);
    }

    private static void Each<TStored, T>(Span<TStored> stored, Span<T> destination)
        where TStored : unmanaged, INumberBase<TStored> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < stored.Length; i++) destination[i] = T.CreateTruncating(stored[i]);
    }

    private static void Fractions<T>(ReadOnlySpan<byte> stored, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var fractions = FractionTable<T>.Values;
        for (var i = 0; i < stored.Length; i++) destination[i] = fractions[stored[i]];
    }

    private static class FractionTable<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // b and 255 are exact in T, and IEEE division rounds correctly.
        public static readonly T[] Values = [.. Enumerable.Range(0, 256).Select(b => T.CreateTruncating(b) / T.CreateTruncating(255))];
    }
}

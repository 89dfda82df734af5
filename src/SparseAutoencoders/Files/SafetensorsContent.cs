namespace SparseAutoencoders;

/// <summary>An array that is to be written into a safetensors file. It refers to its numbers and reads them when it is written.</summary>
public sealed class SafetensorsContent
{
    private readonly Action<Stream> _write;

    private SafetensorsContent(string name, string numberType, long count, int size, IReadOnlyList<long> shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (shape.Any(length => length < 0) || shape.Aggregate((Int128)1, (product, length) => product * length) != count)
            throw new ArgumentException($"Sizes of {MessageText.Sizes(shape)} do not make {count} numbers.", nameof(shape));
        (Name, NumberType, Shape, ByteCount, _write) = (name, numberType, shape, count * size, write);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The format's name of the number type: "F32" or "F64".</summary>
    public string NumberType { get; }

    /// <summary>Its sizes.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes it takes.</summary>
    public long ByteCount { get; }

    /// <summary>A matrix; its sizes are (rows, columns) unless others with the same product are given.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit the numbers.</exception>
    public static SafetensorsContent Of<T>(string name, Matrix<T> numbers, IReadOnlyList<long>? shape = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return new(name, TypeOf<T>(), (long)numbers.Rows * numbers.Columns, LittleEndian.Size<T>(), shape ?? [numbers.Rows, numbers.Columns],
            stream => LittleEndian.Write<T>(stream, numbers.All));
    }

    /// <summary>Numbers in memory; a list of them unless sizes are given.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit the numbers.</exception>
    public static SafetensorsContent Of<T>(string name, ReadOnlyMemory<T> numbers, IReadOnlyList<long>? shape = null) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(name, TypeOf<T>(), numbers.Length, LittleEndian.Size<T>(), shape ?? [numbers.Length], stream => LittleEndian.Write(stream, numbers.Span));

    /// <summary>Numbers as they are to be stored.</summary>
    internal static SafetensorsContent OfBytes(string name, string numberType, IReadOnlyList<long> shape, byte[] bytes)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        return new(name, numberType, count, count == 0 ? 0 : (int)(bytes.Length / count), shape, stream => stream.Write(bytes));
    }

    internal void Write(Stream stream) => _write(stream);

    private static string TypeOf<T>() =>
        typeof(T) == typeof(float) ? "F32"
        : typeof(T) == typeof(double) ? "F64"
        : throw new NotSupportedException($"Arrays of {typeof(T).Name} are not written, only float and double.");
}

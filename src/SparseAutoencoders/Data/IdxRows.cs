using System.Buffers.Binary;

namespace SparseAutoencoders;

/// <summary>Rows in an IDX file, plain or gzip: the format of MNIST and its relatives.</summary>
/// <remarks>Layout: two zero bytes, a byte for the type of number, a byte for the number of sizes, the sizes (unsigned, 32 bits), the
/// numbers; everything big-endian. Unsigned bytes are read as value/255. Source: Y. LeCun, "The MNIST database of handwritten digits".</remarks>
public static class IdxRows
{
    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "idx", "arrays as MNIST has them, plain or gzip", [".idx", "-ubyte"], static head => Recognises(head.Span), static (path, _) => Open(path))
    {
        OpenTexts = static (path, column, _) => NumberTexts.Of(path, Open(path, least: 1), column),
    };

    private static bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[0] == 0 && head[1] == 0 && NumberOf(head[2]) is not null && head[3] > 0;

    private static StoredRows Open(string path, int least = 2)
    {
        var source = ByteSource.Open(path);
        try
        {
            return Open(source, least);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static StoredRows Open(ByteSource source, int least)
    {
        var path = source.Path;
        var head = source.Head(4);
        if (!Recognises(head)) throw new InvalidDataException($"{path}: does not begin as an IDX file does. Give the images file (…-images-idx3-ubyte.gz), or check the ending.");
        if (head[3] < least)
            throw new InvalidDataException($"{path}: holds labels (one number a row), not images. Give the images file (…-images-idx3-ubyte.gz).");

        var number = NumberOf(head[2])!.Value;
        var headerSize = 4 + 4 * head[3];
        head = source.Head(headerSize);
        if (head.Length < headerSize) throw new InvalidDataException($"{path}: is cut short: it ends inside its header. Get the file again.");
        var sizes = new long[head[3]];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4 + 4 * i));

        var shape = RowShape.Of(path, sizes);
        source.Expect(headerSize + (Int128)shape.Rows * shape.Width * number.Size, shape.Promise);
        return new StoredRows(source, path, headerSize, shape, number);
    }

    private static StoredNumber? NumberOf(byte code) => code switch
    {
        0x08 => new(NumberKind.ByteFraction),
        0x09 => new(NumberKind.Int8),
        0x0B => new(NumberKind.Int16, BigEndian: true),
        0x0C => new(NumberKind.Int32, BigEndian: true),
        0x0D => new(NumberKind.Float32, BigEndian: true),
        0x0E => new(NumberKind.Float64, BigEndian: true),
        _ => null,
    };
}

using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Makes Parquet files byte by byte, by the format's description: such as no writer makes.</summary>
internal static class ParquetBytes
{
    public const byte Half = 5, Word = 6, Binary = 8, List = 9, Structure = 12;

    /// <summary>A field of a struct: its number, its type and its bytes.</summary>
    public sealed record Field(int Id, byte Type, byte[] Bytes);

    public static Field Number(int id, long value, byte type = Half) => new(id, type, Signed(value));

    public static Field Text(int id, string value) => new(id, Binary, [.. Unsigned((ulong)Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)]);

    public static Field Struct(int id, params Field[] fields) => new(id, Structure, Bytes(fields));

    public static Field Structs(int id, params byte[][] elements) => new(id, List, [0xf0 | Structure, .. Unsigned((ulong)elements.Length), .. elements.SelectMany(element => element)]);

    public static byte[] Bytes(params Field[] fields) => [.. fields.SelectMany(field => (byte[])[field.Type, .. Signed(field.Id), .. field.Bytes]), 0];

    /// <summary>A node of a schema.</summary>
    public static byte[] Node(string name, int? type, int children, params Field[] more) =>
        Bytes([.. type is { } stored ? [Number(1, stored)] : (Field[])[], Number(3, 0), Text(4, name), .. children > 0 ? [Number(5, children)] : (Field[])[], .. more]);

    /// <summary>A page: its header, and what it holds.</summary>
    public static byte[] Page(int type, long unpacked, long values, int encoding, byte[] contents) =>
        [.. Bytes(Number(1, type), Number(2, unpacked), Number(3, contents.Length), Struct(type == 2 ? 7 : 5, Number(1, values), Number(2, encoding), Number(3, 3), Number(4, 3))), .. contents];

    /// <summary>A file of one column of whole numbers of 64 bits, none missing.</summary>
    public static byte[] Whole(byte[] pages, long rows, int codec = 0, long dictionary = 0, long start = 4, Field[]? chunk = null)
    {
        var described = Struct(3, [Number(1, 2), new(2, List, [0x15, 0]), new(3, List, [0x18, 1, (byte)'x']), Number(4, codec), Number(5, rows, Word), Number(6, pages.Length, Word), Number(7, pages.Length, Word), Number(9, start, Word), .. dictionary > 0 ? [Number(11, dictionary, Word)] : (Field[])[]]);
        var group = Bytes(Structs(1, Bytes([.. chunk ?? [], Number(2, 4, Word), described])), Number(2, pages.Length, Word), Number(3, rows, Word));
        return Whole(pages, Structs(2, Node("schema", null, 1), Node("x", 2, 0)), Number(3, rows, Word), Structs(4, group));
    }

    /// <summary>A file with another footer.</summary>
    public static byte[] Whole(byte[] pages, params Field[] footer)
    {
        var end = Bytes([Number(1, 1), .. footer]);
        return [.. "PAR1"u8, .. pages, .. end, .. BitConverter.GetBytes(end.Length), .. "PAR1"u8];
    }

    private static byte[] Signed(long value) => Unsigned((ulong)(value << 1 ^ value >> 63));

    private static byte[] Unsigned(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        return [.. bytes, (byte)value];
    }
}

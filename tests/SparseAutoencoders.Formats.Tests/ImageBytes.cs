using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Image files, written byte by byte.</summary>
public static class ImageBytes
{
    /// <summary>Bytes of a PNG image's header.</summary>
    public const int HeaderLength = 13;

    /// <summary>A JPEG image of 10 lines and 13 columns: red is 20 x, green 25 y, blue 128.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU"
        + "FBQUFBQUFBQUFBQUFBQUFBT/wAARCAAKAA0DASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EACEQAAAEBgMBAAAAAAAAAAAAAAABAwYECCMkM5IUQlGh/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAgEQAAAwkBAAAAAAAAAAAAAAAABQYBBAcS"
        + "EyExQVGh/9oADAMBAAIRAxEAPwARZMvOO2+B0b0vNkVt51DAyIVCnRT1IOTfhUeFhT1IRTtWv82fQULlyZ0GX10f/9k=");

    /// <summary>A PNG image of bytes.</summary>
    /// <param name="height">Lines.</param>
    /// <param name="width">Columns.</param>
    /// <param name="samples">Bytes of a line: one a pixel for type 0, three for 2.</param>
    /// <param name="type">0 grey, 2 colours.</param>
    public static byte[] Png(int height, int width, ReadOnlySpan<byte> samples, byte type = 0)
    {
        var across = width * (type == 2 ? 3 : 1);
        using var lines = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            lines.WriteByte(0);
            lines.Write(samples.Slice(y * across, across));
        }
        return PngOf(height, width, lines.ToArray(), type);
    }

    /// <summary>A PNG image whose lines, with the bytes that say how they were filtered, are any bytes.</summary>
    public static byte[] PngOf(int height, int width, ReadOnlySpan<byte> lines, byte type = 0, byte bits = 8, byte interlace = 0)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (bits, type, interlace);
        return PngOf(header, lines, []);
    }

    /// <summary>A PNG image whose header is any bytes too.</summary>
    public static byte[] PngOf(byte[] header, ReadOnlySpan<byte> lines, byte[] palette)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(lines);
        return [0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", header), .. palette.Length > 0 ? Chunk("PLTE", palette) : [], .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] contents)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, contents.Length);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. contents];
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320);
        }
        return ~crc;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Holds a PNG file to its header before anything is decoded: all chunks are there, and they unpack to just as many bytes as the size asks for.</summary>
/// <remarks>Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", sections 5 and 8.</remarks>
internal static class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    // First column and line of each pass, and the steps between its columns and lines (Adam7).
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    /// <returns>Height and width.</returns>
    /// <exception cref="InvalidDataException">It is damaged or cut short.</exception>
    public static ImageShape Check(string path, ReadOnlySpan<byte> file)
    {
        var header = default(ReadOnlySpan<byte>);
        using var packed = new MemoryStream();
        for (var rest = file[Signature.Length..]; ; rest = rest[(12 + BinaryPrimitives.ReadInt32BigEndian(rest))..])
        {
            if (rest.Length < 12) throw PixelImage.CutShort(path);
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0) throw Damaged(path);
            if (length > rest.Length - 12) throw PixelImage.CutShort(path);
            var type = rest.Slice(4, 4);
            var contents = rest.Slice(8, length);
            if (header.IsEmpty)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13) throw Damaged(path);
                header = contents;
            }
            else if (type.SequenceEqual("IDAT"u8)) packed.Write(contents);
            else if (type.SequenceEqual("IEND"u8)) break;
        }
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        var size = PixelImage.Claimed(path, "PNG", height, width);
        packed.Position = 0;
        RefuseOther(path, packed, Bytes(path, header, size.Width, size.Height));
        return size;
    }

    /// <summary>Bytes that the lines take, each with the byte that says how it was filtered.</summary>
    private static long Bytes(string path, ReadOnlySpan<byte> header, int width, int height)
    {
        var channels = header[9] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw Damaged(path) };
        if (header[8] is not (1 or 2 or 4 or 8 or 16) || header[12] > 1) throw Damaged(path);
        var bits = channels * header[8];
        long Lines(long across, long down) => across > 0 ? down * (1 + (across * bits + 7) / 8) : 0;
        if (header[12] == 0) return Lines(width, height);
        var sum = 0L;
        foreach (var (x, y, stepX, stepY) in Passes) sum += Lines((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
        return sum;
    }

    private static void RefuseOther(string path, MemoryStream packed, long bytes)
    {
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        Span<byte> block = stackalloc byte[4096];
        try
        {
            for (int count; bytes >= 0 && (count = unpacked.Read(block)) > 0;) bytes -= count;
        }
        catch (InvalidDataException)
        {
            throw Damaged(path);
        }
        if (bytes > 0) throw PixelImage.CutShort(path);
        if (bytes < 0) throw Damaged(path);
    }

    private static InvalidDataException Damaged(string path) => PixelImage.Damaged(path, "PNG");
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace SparseAutoencoders.Formats;

/// <summary>A PNG file held to its header before anything is decoded: all chunks are there, and they unpack to just as many bytes as the size asks for.</summary>
/// <remarks>Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", sections 5 and 8.</remarks>
internal sealed class PngFile
{
    /// <summary>Bytes of the signature and the header's chunk, up to its kind of colour.</summary>
    public const int HeadLength = 26;

    private const int DepthPlace = 24, Deep = 16;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    // First column and line of each pass, and the steps between its columns and lines (Adam7).
    private static readonly (int X, int Y, int StepX, int StepY)[] Interlaced =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly MemoryStream _packed;

    private PngFile(MemoryStream packed, ImageShape size, int channels, IReadOnlyList<Pass> passes) => (_packed, Size, Channels, Passes) = (packed, size, channels, passes);

    /// <summary>Height and width.</summary>
    public ImageShape Size { get; }

    /// <summary>Samples of a pixel.</summary>
    public int Channels { get; }

    /// <summary>Parts of the image, one after the other, none empty; one where it is not interlaced.</summary>
    public IReadOnlyList<Pass> Passes { get; }

    public static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    /// <summary>True if a file with these first bytes has 16 bits a sample.</summary>
    public static bool IsDeep(ReadOnlySpan<byte> head) => Recognises(head) && head.Length > DepthPlace && head[DepthPlace] == Deep;

    /// <exception cref="InvalidDataException">It is damaged or cut short.</exception>
    public static PngFile Read(string path, ReadOnlySpan<byte> file)
    {
        var header = default(ReadOnlySpan<byte>);
        var packed = new MemoryStream();
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
        var channels = header[9] switch { 0 => 1, 3 when header[8] < Deep => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw Damaged(path) };
        if (header[8] is not (1 or 2 or 4 or 8 or Deep) || header[12] > 1) throw Damaged(path);
        var png = new PngFile(packed, size, channels, [.. PassesOf(size, header[12] == 1)]);
        var bits = channels * header[8];
        RefuseOther(path, png.Packed(), png.Passes.Sum(pass => pass.Height * (1 + ((long)pass.Width * bits + 7) / 8)));     // a byte before each line says how it was filtered
        return png;
    }

    /// <summary>The image's data, packed, from the first byte on.</summary>
    public Stream Packed()
    {
        _packed.Position = 0;
        return _packed;
    }

    private static IEnumerable<Pass> PassesOf(ImageShape size, bool interlaced)
    {
        foreach (var (x, y, stepX, stepY) in interlaced ? Interlaced : [(0, 0, 1, 1)])
        {
            var pass = new Pass(x, y, stepX, stepY, (size.Width - x + stepX - 1) / stepX, (size.Height - y + stepY - 1) / stepY);
            if (pass is { Width: > 0, Height: > 0 }) yield return pass;
        }
    }

    private static void RefuseOther(string path, Stream packed, long bytes)
    {
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
        Span<byte> block = stackalloc byte[4096];
        try
        {
            for (int count; bytes >= 0 && (count = unpacked.Read(block)) > 0;) bytes -= count;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)      // the latter: data that ask for a dictionary
        {
            throw Damaged(path);
        }
        if (bytes > 0) throw PixelImage.CutShort(path);
        if (bytes < 0) throw Damaged(path);
    }

    public static InvalidDataException Damaged(string path) => PixelImage.Damaged(path, "PNG");

    /// <summary>Every so many columns and lines of an image, from one on.</summary>
    public readonly record struct Pass(int Left, int Top, int StepAcross, int StepDown, int Width, int Height);
}

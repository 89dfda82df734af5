using System.Buffers.Binary;

namespace SparseAutoencoders.Formats;

/// <summary>Holds a JPEG file to its header before anything is decoded: it goes on to its end mark, and is long enough for its size.</summary>
/// <remarks>Source: ITU-T T.81, annex B.</remarks>
internal static class JpegFile
{
    // A block of 8 by 8 pixels takes a bit at least, in the first scan.
    private const int MostPixelsPerByte = 8 * 64;

    public static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]);

    /// <returns>Height and width.</returns>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or of a kind that is not read.</exception>
    public static ImageShape Check(string path, ReadOnlySpan<byte> file)
    {
        var size = default(ImageShape);
        var rest = file[2..];
        while (true)
        {
            rest = rest[Math.Max(0, rest.IndexOf((byte)0xff))..];
            if (rest.Length < 2) throw PixelImage.CutShort(path);
            var mark = rest[1];
            if (mark is 0xff)                                    // filling
            {
                rest = rest[1..];
                continue;
            }
            if (mark is 0xd9) break;
            if (mark is 0 or 1 or (>= 0xd0 and <= 0xd8) || rest[0] != 0xff)      // within a scan: a byte 255, a restart
            {
                rest = rest[2..];
                continue;
            }
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) is var length && rest.Length < 2 + length) throw PixelImage.CutShort(path);
            if (length < 2) throw Damaged(path);
            if (mark is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc)) size = Size(path, mark, rest.Slice(4, length - 2));
            rest = rest[(2 + length)..];
        }
        if (size.Size == 0) throw Damaged(path);
        return (long)size.Size <= (long)MostPixelsPerByte * file.Length ? size : throw PixelImage.CutShort(path);
    }

    private static ImageShape Size(string path, byte mark, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6) throw Damaged(path);
        if (mark > 0xc2 || frame[0] != 8) throw new InvalidDataException($"{path}: is a JPEG image of a kind that is not read (lossless, arithmetic or of {frame[0]} bits). Save it as an ordinary JPEG or PNG.");
        return PixelImage.Claimed(path, "JPEG", BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
    }

    private static InvalidDataException Damaged(string path) => PixelImage.Damaged(path, "JPEG");
}

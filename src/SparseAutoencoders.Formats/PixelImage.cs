using StbImageSharp;

namespace SparseAutoencoders.Formats;

/// <summary>Reads image files.</summary>
internal static class PixelImage
{
    // What a byte's value is times in 16 bits: 257 b / 65535 is b / 255, so both kinds of image become the same numbers.
    private const int WordsPerByte = 257;

    private const int MostPixels = 1 << 28;

    private const int LongestFile = 1 << 30;

    /// <summary>True if a PNG or JPEG file begins with these bytes.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => PngFile.Recognises(head) || JpegFile.Recognises(head);

    /// <summary>True for an image whose pixels have more than 8 bits.</summary>
    /// <exception cref="IOException">It cannot be opened; see <see cref="InputFile.OpenRead"/>.</exception>
    public static bool IsDeep(string path)
    {
        using var file = InputFile.OpenRead(path);
        Span<byte> head = stackalloc byte[PngFile.HeadLength];
        return PngFile.IsDeep(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }

    /// <summary>Reads an image file, of a pixel's 16 bits the upper 8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="colour">Three planes; otherwise one.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or of another kind.</exception>
    public static Pixels<byte> ReadBytes(string path, bool colour)
    {
        var file = ReadAll(path);
        // The decoder takes what a header says at its word, so that is held against the file first.
        var size = PngFile.Recognises(file) ? PngFile.Read(path, file).Size
            : JpegFile.Recognises(file) ? JpegFile.Check(path, file)
            : throw ForeignFile.Of(path, file.AsSpan(0, Math.Min(file.Length, ForeignFile.HeadLength))) ?? new InvalidDataException($"{path}: is no PNG or JPEG image. Leave it out, or save it as one.");
        try
        {
            var image = ImageResult.FromMemory(file, colour ? ColorComponents.RedGreenBlue : ColorComponents.Grey);
            if (image.Width == size.Width && image.Height == size.Height) return new(image.Data, size, colour ? 3 : 1);
        }
#pragma warning disable CA1031 // Whatever the decoder throws, the file is what it cannot read.
        catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"{path}: cannot be read as an image ({MessageText.Visible(failure.Message.TrimEnd('.'), 80)}). Get or save it again.", failure);
        }
        throw new InvalidDataException($"{path}: is not of the size that its header says. Get or save it again.");
    }

    /// <summary>Reads an image file with all its bits; one of 8 bits gives the same numbers as <see cref="ReadBytes"/>.</summary>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or of another kind.</exception>
    public static Pixels<ushort> ReadWords(string path, bool colour)
    {
        if (IsDeep(path)) return DeepPng.Decode(path, PngFile.Read(path, ReadAll(path)), colour);
        var image = ReadBytes(path, colour);
        return new(Array.ConvertAll(image.Samples, sample => (ushort)(sample * WordsPerByte)), image.Size, image.Planes);
    }

    /// <summary>The size that a header gives, if it can be read.</summary>
    /// <exception cref="InvalidDataException">It is none, or too large.</exception>
    internal static ImageShape Claimed(string path, string kind, long height, long width)
    {
        if (height == 0 || width == 0) throw Damaged(path, kind);
        if (height > MostPixels / width) throw new InvalidDataException($"{path}: claims to be {height}x{width} pixels (height x width), and at most {MostPixels} are read. Save the image in parts.");
        return new ImageShape((int)height, (int)width);
    }

    internal static InvalidDataException CutShort(string path) => new($"{path}: is cut short: the image is not all there. Get the file again.");

    internal static InvalidDataException Damaged(string path, string kind) => new($"{path}: is a damaged {kind} image. Get or save it again.");

    private static byte[] ReadAll(string path)
    {
        using var file = InputFile.OpenRead(path);
        using var bytes = new MemoryStream();
        var block = new byte[1 << 14];
        for (int count; (count = file.Read(block)) > 0;)
        {
            if (bytes.Length + count > LongestFile) throw new InvalidDataException($"{path}: is longer than {LongestFile} bytes. Save the image in parts.");
            bytes.Write(block, 0, count);
        }
        return bytes.ToArray();
    }
}

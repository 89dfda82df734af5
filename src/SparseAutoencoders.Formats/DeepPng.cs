using System.Buffers.Binary;
using System.IO.Compression;

namespace SparseAutoencoders.Formats;

/// <summary>Decodes a PNG image of 16 bits a sample, with all of them; the decoder of the others keeps 8. Transparency is passed over.</summary>
/// <remarks>Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", sections 7 and 9.</remarks>
internal static class DeepPng
{
    private const int SampleSize = sizeof(ushort);

    /// <param name="path">The file, for messages.</param>
    /// <param name="png">Its contents.</param>
    /// <param name="colour">Three planes; otherwise one.</param>
    /// <exception cref="InvalidDataException">A line is filtered in no known way.</exception>
    public static Pixels<ushort> Decode(string path, PngFile png, bool colour)
    {
        var (width, planes) = (png.Size.Width, colour ? 3 : 1);
        var samples = new ushort[png.Size.Size * planes];
        var pixel = png.Channels * SampleSize;
        using var lines = new ZLibStream(png.Packed(), CompressionMode.Decompress);
        foreach (var pass in png.Passes)
        {
            // Each line, with the byte before it that says how it was filtered; the line before the first is all zero.
            var (line, before) = (new byte[1 + pass.Width * pixel], new byte[1 + pass.Width * pixel]);
            for (var y = 0; y < pass.Height; y++)
            {
                lines.ReadExactly(line);
                if (!Unfilter(line[0], line.AsSpan(1), before.AsSpan(1), pixel)) throw PngFile.Damaged(path);
                for (var x = 0; x < pass.Width; x++)
                    Convert(line.AsSpan(1 + x * pixel, pixel), samples.AsSpan(((pass.Top + y * pass.StepDown) * width + pass.Left + x * pass.StepAcross) * planes, planes));
                (line, before) = (before, line);
            }
        }
        return new(samples, png.Size, planes);
    }

    /// <summary>Adds to each byte what was subtracted from it: something of the byte one pixel to the left, the one above, and the one left of that.</summary>
    /// <returns>False if there is no such filter.</returns>
    private static bool Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> before, int pixel)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (left, above, corner) = (i < pixel ? 0 : line[i - pixel], (int)before[i], i < pixel ? 0 : before[i - pixel]);
            line[i] += filter switch { 1 => (byte)left, 2 => (byte)above, 3 => (byte)((left + above) / 2), 4 => (byte)Nearest(left, above, corner), _ => 0 };
        }
        return filter <= 4;
    }

    // Paeth's predictor: which of the three is nearest to left + above - corner.
    private static int Nearest(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    // One or two samples are grey (and transparency), three or four colours. Brightness has the weights that images of 8 bits get.
    private static void Convert(ReadOnlySpan<byte> stored, Span<ushort> pixel)
    {
        var red = BinaryPrimitives.ReadUInt16BigEndian(stored);
        if (stored.Length < 3 * SampleSize)
        {
            pixel.Fill(red);
            return;
        }
        var (green, blue) = (BinaryPrimitives.ReadUInt16BigEndian(stored[SampleSize..]), BinaryPrimitives.ReadUInt16BigEndian(stored[(2 * SampleSize)..]));
        if (pixel.Length == 3) (pixel[0], pixel[1], pixel[2]) = (red, green, blue);
        else pixel[0] = (ushort)((77 * red + 150 * green + 29 * blue) >> 8);
    }
}

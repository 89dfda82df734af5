using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Training;

namespace SparseAutoencoders.Formats;

/// <summary>Rows of PNG and JPEG images: whole ones, all of one size, or parts of them that lie at random.</summary>
/// <remarks>A pixel is a byte, read as value/255. A row holds the brightness of the pixels, line after line, or, where <see cref="RowFileOptions.Colour"/> is
/// asked for, the red plane, then the green and the blue one. Patches are spread evenly over the images, in the images' order; the same seed gives the same ones.</remarks>
public static class ImageRows
{
    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "image", "PNG and JPEG, a row each, or patches of them (--patches)", [".png", ".jpg", ".jpeg"],
        static head => PixelImage.Recognises(head.Span), static (path, options) => Open([path], options))
    {
        OpenTogether = Open,
    };

    private static SpooledRows<byte> Open(IReadOnlyList<string> paths, RowFileOptions options)
    {
        SpooledRows<byte>? rows = null;
        try
        {
            if (options.Patches is { } size) AddPatches(paths, size, options, ref rows);
            else AddWhole(paths, options.Colour, ref rows);
            rows!.Complete();
            return rows;
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    private static void AddWhole(IReadOnlyList<string> paths, bool colour, ref SpooledRows<byte>? rows)
    {
        var size = default(ImageShape);
        foreach (var path in paths)
        {
            var image = PixelImage.Read(path, colour);
            if (rows is null) (size, rows) = (image.Size, Rows(paths, image.Size, image.Planes));
            if (image.Size != size)
            {
                throw new InvalidDataException($"{path}: is {image.Size} pixels (height x width), and {paths[0]} is {size}. Take patches of them (--patches 12x12), or bring them to one size first.");
            }
            image.Copy(0, 0, size, rows.Append());
        }
    }

    private static void AddPatches(IReadOnlyList<string> paths, ImageShape size, RowFileOptions options, ref SpooledRows<byte>? rows)
    {
        if (options.PatchCount < 1) throw new ArgumentException($"patches: {options.PatchCount} are asked for. Ask for at least 1.");
        var random = new RandomNumbers(options.PatchSeed, Streams.Patches);
        var left = options.PatchCount;
        for (var i = 0; i < paths.Count && left > 0; i++)
        {
            var image = PixelImage.Read(paths[i], options.Colour);
            if (image.Size.Height < size.Height || image.Size.Width < size.Width)
                throw new InvalidDataException($"{paths[i]}: is {image.Size} pixels (height x width), less than patches of {size}. Take smaller patches, or leave the image out.");
            rows ??= Rows(paths, size, image.Planes);
            var count = (left + paths.Count - i - 1) / (paths.Count - i);
            for (var n = 0; n < count; n++)
                image.Copy(random.Next(image.Size.Height - size.Height + 1), random.Next(image.Size.Width - size.Width + 1), size, rows.Append());
            left -= count;
        }
    }

    private static SpooledRows<byte> Rows(IReadOnlyList<string> paths, ImageShape size, int planes)
    {
        if ((long)size.Size * planes > int.MaxValue / 2) throw new InvalidDataException($"{paths[0]}: is too large for a row. Take patches of it (--patches 12x12).");
        return new(paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1} more", size.Size * planes, new StoredNumber(NumberKind.ByteFraction))
        {
            Image = new ImageShape(size.Height * planes, size.Width),
        };
    }
}

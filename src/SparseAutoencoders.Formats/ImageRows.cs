namespace SparseAutoencoders.Formats;

/// <summary>Rows of PNG and JPEG images: whole ones, all of one size, or parts of them that lie at random.</summary>
/// <remarks>A pixel of 8 bits is read as value/255, one of 16 as value/65535. A row holds the brightness of the pixels, line after line, or, where <see cref="RowFileOptions.Colour"/> is
/// asked for, the red plane, then the green and the blue one. Patches are spread evenly over the images, in the images' order; the same seed gives the same ones.</remarks>
public static class ImageRows
{
    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "image", "PNG and JPEG, a row each, or patches of them (`Patches`)", [".png", ".jpg", ".jpeg"],
        static head => PixelImage.Recognises(head.Span), static (path, options) => Open([path], options))
    {
        OpenTogether = Open,
    };

    // Images of both depths make up rows together: one deep image, and all are kept so.
    private static IRows Open(IReadOnlyList<string> paths, RowFileOptions options) => paths.Any(PixelImage.IsDeep)
        ? Open(paths, options, new StoredNumber(NumberKind.WordFraction), path => PixelImage.ReadWords(path, options.Colour))
        : Open(paths, options, new StoredNumber(NumberKind.ByteFraction), path => PixelImage.ReadBytes(path, options.Colour));

    private static SpooledRows<TSample> Open<TSample>(IReadOnlyList<string> paths, RowFileOptions options, StoredNumber number, Func<string, Pixels<TSample>> read) where TSample : unmanaged
    {
        SpooledRows<TSample>? rows = null;
        try
        {
            if (options.Patches is { } size) AddPatches(paths, size, options, number, read, ref rows);
            else AddWhole(paths, number, read, ref rows);
            rows!.Complete();
            return rows;
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    private static void AddWhole<TSample>(IReadOnlyList<string> paths, StoredNumber number, Func<string, Pixels<TSample>> read, ref SpooledRows<TSample>? rows) where TSample : unmanaged
    {
        var size = default(ImageShape);
        foreach (var path in paths)
        {
            var image = read(path);
            if (rows is null) (size, rows) = (image.Size, Rows<TSample>(paths, image.Size, image.Planes, number));
            if (image.Size != size)
            {
                throw new InvalidDataException($"{path}: is {image.Size} pixels (height x width), and {paths[0]} is {size}. Take patches of them (`Patches = new(12, 12)`), or bring them to one size first.");
            }
            image.Copy(0, 0, size, rows.Append());
        }
    }

    private static void AddPatches<TSample>(
        IReadOnlyList<string> paths, ImageShape size, RowFileOptions options, StoredNumber number, Func<string, Pixels<TSample>> read, ref SpooledRows<TSample>? rows) where TSample : unmanaged
    {
        if (options.PatchCount < 1) throw new ArgumentException($"patches: {options.PatchCount} are asked for. Ask for at least 1.");
        var random = new RandomNumbers(options.PatchSeed, Streams.Patches);
        var left = options.PatchCount;
        for (var i = 0; i < paths.Count && left > 0; i++)
        {
            var image = read(paths[i]);
            if (image.Size.Height < size.Height || image.Size.Width < size.Width)
                throw new InvalidDataException($"{paths[i]}: is {image.Size} pixels (height x width), less than patches of {size}. Take smaller patches, or leave the image out.");
            rows ??= Rows<TSample>(paths, size, image.Planes, number);
            var count = (left + paths.Count - i - 1) / (paths.Count - i);
            for (var n = 0; n < count; n++)
                image.Copy(random.Next(image.Size.Height - size.Height + 1), random.Next(image.Size.Width - size.Width + 1), size, rows.Append());
            left -= count;
        }
    }

    private static SpooledRows<TSample> Rows<TSample>(IReadOnlyList<string> paths, ImageShape size, int planes, StoredNumber number) where TSample : unmanaged
    {
        if ((long)size.Size * planes > int.MaxValue / 2) throw new InvalidDataException($"{paths[0]}: is too large for a row. Take patches of it (`Patches = new(12, 12)`).");
        return new(paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1} more", size.Size * planes, number)
        {
            Image = new ImageShape(size.Height * planes, size.Width),
        };
    }
}

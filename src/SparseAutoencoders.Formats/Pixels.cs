namespace SparseAutoencoders.Formats;

/// <summary>An image's pixels.</summary>
/// <param name="samples">Line after line, the planes' samples of a pixel side by side.</param>
/// <param name="size">Height and width in pixels.</param>
/// <param name="planes">1 for brightness, 3 for colours.</param>
internal sealed class Pixels<TSample>(TSample[] samples, ImageShape size, int planes) where TSample : unmanaged
{
    public TSample[] Samples => samples;

    public ImageShape Size => size;

    public int Planes => planes;

    /// <summary>Copies a part, plane after plane.</summary>
    public void Copy(int top, int left, ImageShape part, Span<TSample> destination)
    {
        var at = 0;
        for (var plane = 0; plane < planes; plane++)
        {
            for (var y = 0; y < part.Height; y++)
            {
                var line = samples.AsSpan(((top + y) * size.Width + left) * planes, part.Width * planes);
                if (planes == 1) line.CopyTo(destination[at..]);
                else for (var x = 0; x < part.Width; x++) destination[at + x] = line[x * planes + plane];
                at += part.Width;
            }
        }
    }
}

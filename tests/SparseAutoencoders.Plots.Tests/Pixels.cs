using StbImageSharp;

namespace SparseAutoencoders.Plots.Tests;

/// <summary>A PNG, read back by a decoder that is not the one it was written with.</summary>
internal sealed class Pixels
{
    private readonly ImageResult _image;

    public Pixels(Picture picture) => _image = ImageResult.FromMemory(picture.ToPng(), ColorComponents.RedGreenBlue);

    public int Width => _image.Width;

    public int Height => _image.Height;

    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            var at = (y * Width + x) * 3;
            return (_image.Data[at], _image.Data[at + 1], _image.Data[at + 2]);
        }
    }

    /// <summary>Whether every pixel of a part has one colour.</summary>
    public bool Are((byte Red, byte Green, byte Blue) colour, int left, int top, int width, int height) =>
        Enumerable.Range(top, height).All(y => Enumerable.Range(left, width).All(x => this[x, y] == colour));

    public int Count(Func<(byte Red, byte Green, byte Blue), bool> condition)
    {
        var count = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (condition(this[x, y])) count++;
            }
        }

        return count;
    }
}

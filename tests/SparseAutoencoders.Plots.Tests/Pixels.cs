using StbImageSharp;

namespace SparseAutoencoders.Plots.Tests;

/// <summary>A PNG, read back by a decoder that is not the one it was written with.</summary>
internal sealed class Pixels
{
    private readonly ImageResult _image;

    public Pixels(Picture picture) : this(picture.ToPng())
    {
    }

    /// <param name="png">Where it is clear, white shows.</param>
    public Pixels(byte[] png) => _image = ImageResult.FromMemory(png, ColorComponents.RedGreenBlueAlpha);

    public int Width => _image.Width;

    public int Height => _image.Height;

    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            var at = (y * Width + x) * 4;
            return (OnWhite(at), OnWhite(at + 1), OnWhite(at + 2));

            byte OnWhite(int colour) => (byte)Math.Round(255 + (_image.Data[colour] - 255) * (_image.Data[at + 3] / 255.0));
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

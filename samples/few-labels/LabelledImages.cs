using System.IO.Compression;
using SparseAutoencoders;

namespace FewLabels;

/// <summary>Images and their classes.</summary>
/// <param name="Pixels">One image each, in [0, 1].</param>
/// <param name="Classes">One class each, 0 to 9.</param>
internal sealed record LabelledImages(float[][] Pixels, byte[] Classes)
{
    /// <summary>Reads a pair of IDX files by their common beginning: "t10k" or "train".</summary>
    public static LabelledImages Read(string folder, string name)
    {
        using var rows = Choices.BuiltIn.Open(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"));
        var pixels = rows.ToMatrix<float>();
        using var labels = new GZipStream(File.OpenRead(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz")), CompressionMode.Decompress);
        var classes = new byte[8 + pixels.Rows];                 // a header of eight bytes, then a byte an image
        labels.ReadExactly(classes);
        return new([.. Enumerable.Range(0, pixels.Rows).Select(r => pixels.Row(r).ToArray())], classes[8..]);
    }

    /// <summary>Some of them, one after the other.</summary>
    public LabelledImages Part(int first, int count) => new(Pixels[first..(first + count)], Classes[first..(first + count)]);
}

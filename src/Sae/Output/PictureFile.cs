using System.Text;
using SparseAutoencoders;
using SparseAutoencoders.Plots;

namespace Sae.Output;

/// <summary>Writes pictures and texts, whole or not at all.</summary>
internal static class PictureFile
{
    /// <summary>Writes a picture, as its file's ending says: .svg, else PNG.</summary>
    public static void Write(string path, Picture picture) => WriteBytes(path,
        path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetBytes(picture.ToSvg()) : picture.ToPng());

    /// <summary>Writes a text.</summary>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    private static void WriteBytes(string path, byte[] bytes) => WholeFile.Write(path, stream => stream.Write(bytes));
}

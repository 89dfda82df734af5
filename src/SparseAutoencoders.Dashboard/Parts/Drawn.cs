using System.Text;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Data;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Pictures as bytes, and as addresses that hold them.</summary>
internal static class Drawn
{
    public static byte[] Weights(ShownModel model, int unit, bool decoder) =>
        TileImage.Weights((decoder ? model.Decoder : model.Encoder).Row(unit), model.Model.Image!.Value);

    public static byte[] Row(Subject subject, int row)
    {
        var numbers = subject.Row(row);
        var (low, high) = Range(numbers);
        return TileImage.Grey(numbers, subject.Rows!.Image ?? subject.Now.Model!.Model.Image!.Value, low, high);
    }

    /// <summary>What is black and what is white: 0 and 1 where all numbers lie between, else the smallest and the largest.</summary>
    public static (double Low, double High) Range(IReadOnlyList<double> numbers)
    {
        var (low, high) = (numbers.Min(), numbers.Max());
        return low >= 0 && high <= 1 ? (0, 1) : (low, Math.Max(high, low + double.Epsilon));
    }

    public static string Png(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    public static string Svg(Picture picture) => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(picture.ToPageSvg()));

    public static string Grey(IReadOnlyList<double> numbers, ImageShape shape, (double Low, double High) range) =>
        Png(TileImage.Grey([.. numbers], shape, range.Low, range.High));

    public static string Signed(IReadOnlyList<double> numbers, ImageShape shape, double full) => Png(TileImage.Signed([.. numbers], shape, full));
}

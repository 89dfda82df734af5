using System.Text;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Pictures as bytes, and as addresses that hold them.</summary>
internal static class Drawn
{
    public static byte[] Weights(ShownModel model, bool decoder, params IEnumerable<int> units) =>
        TileImage.Weights(model.Model.Image!.Value, [.. units.Select(unit => (decoder ? model.Decoder : model.Encoder).Row(unit).ToArray())]);

    public static byte[] Rows(Subject subject, params IEnumerable<int> rows) =>
        TileImage.Grey(subject.Rows!.Image ?? subject.Now.Model!.Model.Image!.Value, [.. rows.Select(subject.Row).Select(numbers => (numbers, Range(numbers).Low, Range(numbers).High))]);

    /// <summary>What is black and what is white: 0 and 1 where all numbers lie between, else the smallest and the largest.</summary>
    public static (double Low, double High) Range(IReadOnlyList<double> numbers)
    {
        var (low, high) = (numbers.Min(), numbers.Max());
        return low >= 0 && high <= 1 ? (0, 1) : (low, Math.Max(high, low + double.Epsilon));
    }

    public static string Png(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    public static string Svg(Picture picture) => "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(picture.ToPageSvg()));

    public static string Grey(IReadOnlyList<double> numbers, ImageShape shape, (double Low, double High) range) =>
        Png(TileImage.Grey(shape, ([.. numbers], range.Low, range.High)));

    public static string Signed(IReadOnlyList<double> numbers, ImageShape shape, double full) => Png(TileImage.Signed(shape, [.. numbers], full));
}

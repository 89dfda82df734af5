using System.Globalization;

namespace SparseAutoencoders.Plots;

/// <summary>What each hidden unit looks for, W_e[l]/‖W_e[l]‖, the input of length one that excites unit l most; and what it writes, W_d[l].</summary>
public static class FilterGrid
{
    private const string Looks = "the input of length one that excites it most";

    /// <summary>Draws one tile for each unit, in the units' order, line by line; without an image shape a heat map with one line for
    /// each unit.</summary>
    /// <remarks>White is 0, orange positive, blue negative; each tile has the full colour at its own largest absolute weight, and a unit of
    /// zeros is plain white. In a heat map all units share one scale.</remarks>
    /// <param name="encoderWeights">W_e, (hidden units, inputs).</param>
    /// <param name="image">How a row is drawn; null for tables.</param>
    /// <param name="inputNames">Names for a heat map's columns, one for each input; null for numbers from 0.</param>
    /// <exception cref="ArgumentException">There is no unit or input, a weight is NaN or infinite, or shape or names do not fit the
    /// inputs.</exception>
    public static Picture Draw(Matrix<double> encoderWeights, ImageShape? image, IReadOnlyList<string>? inputNames = null) =>
        Draw(image, inputNames, ("looks for", Looks, encoderWeights));

    /// <summary>Draws a model's units: what they look for, what they write, or both side by side.</summary>
    /// <remarks>As for the other <c>Draw</c>. With <see cref="UnitWeights.Both"/> each unit's two tiles stand in one frame, what it writes on the left, each with its own scale; of a table
    /// there are two heat maps. What a transcoder's units write is drawn as a table's, and alone.</remarks>
    /// <param name="model">The model. Where its weights are tied, what units look for is what they write, and drawn once.</param>
    /// <param name="weights">Which of the weights.</param>
    /// <param name="image">How a row is drawn; null for as the model says.</param>
    /// <exception cref="ArgumentException">The shape does not fit the inputs, or both sides of a transcoder are asked for.</exception>
    public static Picture Draw(SparseAutoencoder model, UnitWeights weights, ImageShape? image = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (looks, writes) = (("looks for", Looks, model.EncoderWeights), ("writes", "what it adds to the output when it is active", model.DecoderWeights));
        var shape = image ?? model.Image;
        if (model.IsTranscoder && weights == UnitWeights.Both)
            throw new ArgumentException("weights: the model's outputs are not its inputs (`Rows.Paired`), so what units write is not drawn beside what they look for. Ask for the encoder's or the decoder's alone.", nameof(weights));
        return weights switch
        {
            UnitWeights.Both when model.Options.Tied => Draw(shape, model.InputNames, ("looks for and writes", Looks, model.EncoderWeights)),
            UnitWeights.Both => Draw(shape, model.InputNames, writes, looks),
            UnitWeights.Decoder => Draw(model.IsTranscoder ? null : shape, model.OutputNames, model.IsTranscoder ? "output" : "input", writes),
            _ => Draw(shape, model.InputNames, looks),
        };
    }

    private static Picture Draw(ImageShape? image, IReadOnlyList<string>? inputNames, params (string Verb, string Shows, Matrix<double> Weights)[] sides) => Draw(image, inputNames, "input", sides);

    private static Picture Draw(ImageShape? image, IReadOnlyList<string>? inputNames, string column, params (string Verb, string Shows, Matrix<double> Weights)[] sides)
    {
        foreach (var (verb, _, weights) in sides) Require.Finite(weights, verb == "writes" ? "decoder weights" : "encoder weights", image);
        var (units, inputs) = (sides[0].Weights.Rows, sides[0].Weights.Columns);
        if (inputNames is not null && inputNames.Count != inputs)
            throw new ArgumentException($"{column} names: there are {inputNames.Count} for {inputs} {column}s. Give one for each {column}, or none.");
        var does = string.Join(" and ", sides.Select(side => side.Verb));
        var title = units == 1 ? $"What the hidden unit {does}" : $"What each of the {units.ToString("N0", CultureInfo.InvariantCulture)} hidden units {does}";
        if (image is not { } shape) return HeatMap.Draw(title, inputNames, column, sides);

        // Two tiles of a unit are drawn as one wide tile with a line between them.
        var tiles = new Tiles(units, sides.Length == 1 ? shape : new ImageShape(shape.Height, 2 * shape.Width + 1));
        var shrunk = tiles.Shrink > 1 ? $" A pixel is the mean of {tiles.Shrink} by {tiles.Shrink} inputs." : "";
        var shows = sides.Length == 1 ? $"One tile a unit: {sides[0].Shows}." : $"Two tiles a unit: left {sides[0].Shows}, right {sides[1].Shows}.";
        var shares = new double[shape.Size];
        return TilePage.Draw(title, $"{shows} Orange is positive, blue is negative, white is 0; each tile has its own scale.{shrunk}", tiles, Fill, Colour, frames: true);

        void Fill(int l, double[] tile)
        {
            if (sides.Length == 1)
            {
                Shade.Shares(sides[0].Weights.Row(l), tile);
                return;
            }
            var line = 2 * shape.Width + 1;
            for (var side = 0; side < 2; side++)
            {
                Shade.Shares(sides[side].Weights.Row(l), shares);
                for (var y = 0; y < shape.Height; y++) shares.AsSpan(y * shape.Width, shape.Width).CopyTo(tile.AsSpan(y * line + side * (shape.Width + 1)));
            }
            for (var y = 0; y < shape.Height; y++) tile[y * line + shape.Width] = double.NaN;
        }

        static SkiaSharp.SKColor Colour(double share) => double.IsNaN(share) ? Style.Line.Skia() : Shade.Signed(share);
    }
}

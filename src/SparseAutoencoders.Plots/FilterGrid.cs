using System.Globalization;

namespace SparseAutoencoders.Plots;

/// <summary>What each hidden unit looks for: W_e[l]/‖W_e[l]‖, the input of length one that excites unit l most.</summary>
public static class FilterGrid
{
    /// <summary>Draws one tile for each unit, in the units' order, line by line; without an image shape a heat map with one line for
    /// each unit.</summary>
    /// <remarks>White is 0, orange positive, blue negative; each tile has the full colour at its own largest absolute weight, and a unit of
    /// zeros is plain white. In a heat map all units share one scale.</remarks>
    /// <param name="encoderWeights">W_e, (hidden units, inputs).</param>
    /// <param name="image">How a row is drawn; null for tables.</param>
    /// <param name="inputNames">Names for a heat map's columns, one for each input; null for numbers from 0.</param>
    /// <exception cref="ArgumentException">There is no unit or input, a weight is NaN or infinite, or shape or names do not fit the
    /// inputs.</exception>
    public static Picture Draw(Matrix<double> encoderWeights, ImageShape? image, IReadOnlyList<string>? inputNames = null)
    {
        Require.Finite(encoderWeights, "encoder weights", image);
        if (inputNames is not null && inputNames.Count != encoderWeights.Columns)
            throw new ArgumentException(
                $"input names: there are {inputNames.Count} for {encoderWeights.Columns} inputs. Give one for each input, or none.");
        var units = encoderWeights.Rows;
        var title = units == 1 ? "What the hidden unit looks for"
            : $"What each of the {units.ToString("N0", CultureInfo.InvariantCulture)} hidden units looks for";
        if (image is not { } shape) return HeatMap.Draw(title, encoderWeights, inputNames);

        var tiles = new Tiles(units, shape);
        var shrunk = tiles.Shrink > 1 ? $" A pixel is the mean of {tiles.Shrink} by {tiles.Shrink} inputs." : "";
        return TilePage.Draw(title, "One tile a unit: the input of length one that excites it most. Orange is positive, blue is negative, white is 0; "
            + $"each tile has its own scale.{shrunk}", tiles, (l, shares) => Shade.Shares(encoderWeights.Row(l), shares), Shade.Signed, frames: true);
    }
}

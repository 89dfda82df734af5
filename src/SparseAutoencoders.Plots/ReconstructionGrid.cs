namespace SparseAutoencoders.Plots;

/// <summary>Inputs beside what the network makes of them.</summary>
public static class ReconstructionGrid
{
    /// <summary>Most pairs of images in one line.</summary>
    private const int ImagesAcross = 10;

    /// <summary>Draws each image above its reconstruction, ten pairs a line; rows that are no images as lines, x and x̂ in one small
    /// chart a row.</summary>
    /// <remarks>Both have one scale of grey: black 0 and white 1 where all inputs are in [0, 1], else from the smallest input to the
    /// largest.</remarks>
    /// <param name="inputs">(rows, inputs); 16 to 20 rows look best.</param>
    /// <param name="reconstructions">Of the same size.</param>
    /// <param name="image">How a row is drawn; null for tables.</param>
    /// <param name="numbers">Numbers of the rows, for the charts of a table; null for 0, 1, 2 …</param>
    /// <param name="scaled">The numbers of a table are scaled as the network sees them, and the picture says so.</param>
    /// <exception cref="ArgumentException">There is no row, a number is NaN or infinite, or sizes do not fit.</exception>
    public static Picture Draw(Matrix<double> inputs, Matrix<double> reconstructions, ImageShape? image, IReadOnlyList<int>? numbers = null, bool scaled = false)
    {
        Require.Finite(inputs, "inputs", image);
        Require.Finite(reconstructions, "reconstructions", image);
        if (inputs.Rows != reconstructions.Rows || inputs.Columns != reconstructions.Columns)
            throw new ArgumentException(
                $"reconstructions: they are {reconstructions.Rows} x {reconstructions.Columns}, the inputs {inputs.Rows} x {inputs.Columns}. Give one for each input.");
        if (image is not { } shape) return RowCharts.Draw(inputs, reconstructions, numbers, scaled);

        var (low, high) = (0.0, 1.0);
        var all = inputs.All.ToArray();
        if (all.Min() < 0 || all.Max() > 1) (low, high) = (all.Min(), Math.Max(all.Max(), all.Min() + double.Epsilon));
        var bands = (inputs.Rows + ImagesAcross - 1) / ImagesAcross;
        var across = (inputs.Rows + bands - 1) / bands;
        var tiles = new Tiles(2 * bands * across, shape, across, spaceBelow: 2);
        var scale = (low, high) is (0, 1) ? "Black is 0, white is 1." : $"Black is {Ticks.Short(low)}, white is {Ticks.Short(high)}.";
        return TilePage.Draw("Inputs and their reconstructions",
            $"Each input above what the network makes of it. {scale}", tiles, Fill, Shade.Grey, frames: false, "input", "reconstruction");

        void Fill(int tile, double[] values)
        {
            var (line, column) = (tile / across, tile % across);
            var row = line / 2 * across + column;
            if (row >= inputs.Rows)
            {
                values.AsSpan().Fill(1);
                return;
            }

            var source = (line % 2 == 0 ? inputs : reconstructions).Row(row);
            for (var j = 0; j < source.Length; j++) values[j] = (source[j] - low) / (high - low);
        }
    }
}

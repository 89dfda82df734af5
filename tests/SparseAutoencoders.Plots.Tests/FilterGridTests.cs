namespace SparseAutoencoders.Plots.Tests;

public class FilterGridTests
{
    private static readonly (byte, byte, byte) White = (255, 255, 255);

    [Fact]
    public void Tile_of_a_unit_shows_its_weights_in_place_orange_for_positive_blue_for_negative()
    {
        // Unit 4 of 6 (third line, first column of a grid two across): full at (1, 2), half at (0, 0).
        var weights = new Matrix<double>(6, 12);
        weights[4, 1 * 4 + 2] = 8;
        weights[4, 0] = -4;
        var tiles = new Tiles(6, Shape);
        var (pixels, left, top) = Grid(weights);
        Assert.Equal(2, tiles.Across);

        var corner = tiles.Corner(4);
        Assert.Equal((0xE8, 0x6A, 0x17), Middle(1, 2));
        Assert.Equal((0x97, 0xBF, 0xEA), Middle(0, 0));
        Assert.Equal(White, Middle(2, 3));

        // The other units are zero: plain white, no division by nothing.
        foreach (var l in new[] { 0, 1, 2, 3, 5 })
        {
            var other = tiles.Corner(l);
            Assert.True(pixels.Are(White, left + other.X, top + other.Y, tiles.TileWidth, tiles.TileHeight));
        }

        (byte Red, byte Green, byte Blue) Middle(int line, int column) => pixels[
            left + corner.X + column * tiles.Factor + tiles.Factor / 2, top + corner.Y + line * tiles.Factor + tiles.Factor / 2];
    }

    [Fact]
    public void Tile_of_a_unit_has_the_colours_of_its_picture_on_the_pages()
    {
        var weights = Samples.Numbers(6, 12);
        var tiles = new Tiles(6, Shape);
        var (pixels, left, top) = Grid(weights);
        for (var l = 0; l < 6; l++)
        {
            var alone = new Pixels(TileImage.Weights(Shape, weights.Row(l).ToArray()));
            for (var j = 0; j < 12; j++)
            {
                var corner = tiles.Corner(l);
                var (x, y) = (left + corner.X + j % 4 * tiles.Factor, top + corner.Y + j / 4 * tiles.Factor);
                Assert.True(pixels.Are(pixels[x, y], x, y, tiles.Factor, tiles.Factor));
                Assert.Equal(alone[j % 4, j / 4], pixels[x, y]);
            }
        }
    }

    [Theory]
    [InlineData(UnitWeights.Encoder)]
    [InlineData(UnitWeights.Decoder)]
    [InlineData(UnitWeights.Both)]
    public void Tiles_of_a_model_are_of_the_weights_asked_for_what_a_unit_writes_on_the_left(UnitWeights weights)
    {
        var model = Model(tied: false);
        var tiles = new Tiles(6, weights == UnitWeights.Both ? new ImageShape(3, 9) : Shape);
        var (pixels, left, top) = Grid(FilterGrid.Draw(model, weights));
        for (var l = 0; l < 6; l++)
        {
            var corner = tiles.Corner(l);
            if (weights != UnitWeights.Encoder) Shows(model.DecoderWeights, l, 0);
            if (weights != UnitWeights.Decoder) Shows(model.EncoderWeights, l, weights == UnitWeights.Both ? 5 : 0);
            // Between the two is a line in the frames' colour.
            if (weights == UnitWeights.Both) Assert.True(pixels.Are(Frame, left + corner.X + 4 * tiles.Factor, top + corner.Y, tiles.Factor, tiles.TileHeight));

            void Shows(Matrix<double> expected, int unit, int from)
            {
                var alone = new Pixels(TileImage.Weights(Shape, expected.Row(unit).ToArray()));
                for (var j = 0; j < 12; j++)
                    Assert.Equal(alone[j % 4, j / 4], pixels[left + corner.X + (from + j % 4) * tiles.Factor, top + corner.Y + j / 4 * tiles.Factor]);
            }
        }
    }

    [Fact]
    public void What_a_tied_models_units_look_for_and_write_is_drawn_once()
    {
        var model = Model(tied: true);
        var (both, encoder) = (new Pixels(FilterGrid.Draw(model, UnitWeights.Both)), new Pixels(FilterGrid.Draw(model, UnitWeights.Encoder)));
        Assert.Equal((encoder.Width, encoder.Height), (both.Width, both.Height));
    }

    [Fact]
    public void Both_heat_maps_of_a_table_stand_one_below_the_other()
    {
        var model = Model(tied: false, isImage: false);
        var (both, one) = (new Pixels(FilterGrid.Draw(model, UnitWeights.Both)), new Pixels(FilterGrid.Draw(model, UnitWeights.Decoder)));
        Assert.Equal(one.Width, both.Width);
        Assert.InRange(both.Height, one.Height + 6 * 48, 2 * one.Height);
        // The first of the two is the decoder's map: the same pixels as where it stands alone.
        var shift = FirstMapLine(both) - FirstMapLine(one);
        for (var y = FirstMapLine(one); y < FirstMapLine(one) + 6 * 48 - 2; y += 7) Assert.Equal(one[400, y], both[400, y + shift]);

        static int FirstMapLine(Pixels pixels) => Enumerable.Range(0, pixels.Height - 40).First(y => pixels[170, y] == Frame && pixels[1500, y] == Frame) + 1;
    }

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(3, 8, 8)]
    [InlineData(64, 28, 28)]
    [InlineData(196, 28, 28)]
    [InlineData(200, 28, 28)]
    [InlineData(4096, 28, 28)]
    [InlineData(16384, 32, 32)]
    [InlineData(10, 1, 784)]
    [InlineData(4, 5000, 3)]
    public void Grid_has_room_for_every_unit_at_a_size_a_screen_can_show(int units, int height, int width)
    {
        var tiles = new Tiles(units, new ImageShape(height, width));
        Assert.InRange(Math.Max(tiles.Width, tiles.Height), 1000, 5000);
        Assert.True(tiles.Shrink == 1 || tiles.Factor == 1);
        var corners = Enumerable.Range(0, units).Select(tiles.Corner).ToHashSet();
        Assert.Equal(units, corners.Count);
        Assert.All(corners, corner => Assert.True(corner.X >= 0 && corner.Y >= 0 && corner.X + tiles.TileWidth <= tiles.Width && corner.Y + tiles.TileHeight <= tiles.Height));
        // Neighbours do not touch.
        if (units > 1 && tiles.Across > 1) Assert.True(tiles.Corner(1).X > tiles.TileWidth);
    }

    [Fact]
    public void Heat_map_is_orange_for_positive_blue_for_negative_white_for_zero()
    {
        var weights = new Matrix<double>(1, 3);
        (weights[0, 0], weights[0, 2]) = (-5, 5);
        var pixels = new Pixels(FilterGrid.Draw(weights, null));
        // One line of 48 pixels; the colour scale above it is half as high, so full columns of 40 are the map's.
        var rows = Enumerable.Range(0, pixels.Height - 40).First(y => Enumerable.Range(y, 40).All(line => pixels[300, line] == pixels[300, y] && pixels[300, y].Red < 100));
        Assert.True(pixels[300, rows] is { Blue: > 140, Red: < 60 });
        Assert.Equal(White, pixels[860, rows + 20]);
        Assert.True(pixels[1400, rows] is { Red: > 200, Blue: < 60 });
    }

    [Fact]
    public void Draw_refuses_what_cannot_be_drawn_in_one_line()
    {
        var weights = new Matrix<double>(2, 6);
        Refused(() => FilterGrid.Draw(new Matrix<double>(0, 6), null), "encoder weights");
        Refused(() => FilterGrid.Draw(weights, new ImageShape(2, 2)), "2x2");
        Refused(() => FilterGrid.Draw(weights, null, ["a"]), "input names");
        weights[1, 4] = double.NaN;
        Refused(() => FilterGrid.Draw(weights, new ImageShape(2, 3)), "row 1, column 4");

        static void Refused(Func<object> draw, string part)
        {
            var message = Assert.Throws<ArgumentException>(draw).Message;
            Assert.Contains(part, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    private static readonly ImageShape Shape = new(3, 4);

    // Where the grid begins: its frames are the only long grey lines.
    private static (Pixels Pixels, int Left, int Top) Grid(Matrix<double> weights) => Grid(FilterGrid.Draw(weights, Shape));

    private static SparseAutoencoder Model(bool tied, bool isImage = true)
    {
        var numbers = Samples.Numbers(20, 12);
        for (var i = 0; i < numbers.All.Length; i++) numbers.All[i] = 1 / (1 + Math.Exp(-numbers.All[i]));
        return SparseAutoencoder.Train(Rows.From(numbers), new TrainingOptions { HiddenUnits = 6, Tied = tied, Image = isImage ? Shape : null, Optimizer = new AdamOptions { Epochs = 2, Batch = 10 } });
    }

    private static (Pixels Pixels, int Left, int Top) Grid(Picture picture)
    {
        var pixels = new Pixels(picture);
        var frame = Enumerable.Range(0, pixels.Width).First(x => Enumerable.Range(0, pixels.Height).Count(y => pixels[x, y] == Frame) > 500);
        var top = Enumerable.Range(0, pixels.Height).First(y => pixels[frame, y] == Frame);
        return (pixels, frame + 1, top + 1);
    }

    private static readonly (byte, byte, byte) Frame = (0xE3, 0xE7, 0xEB);
}

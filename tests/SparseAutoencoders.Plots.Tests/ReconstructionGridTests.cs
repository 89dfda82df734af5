namespace SparseAutoencoders.Plots.Tests;

public class ReconstructionGridTests
{
    [Fact]
    public void Inputs_stand_above_their_reconstructions_on_one_scale()
    {
        var (inputs, reconstructions) = (new Matrix<double>(1, 4), new Matrix<double>(1, 4));
        inputs.All.Fill(0.2);
        reconstructions.All.Fill(0.6);
        var pixels = new Pixels(ReconstructionGrid.Draw(inputs, reconstructions, new ImageShape(2, 2)));
        var column = Enumerable.Range(0, pixels.Height).Select(y => pixels[pixels.Width / 2, y].Red).ToList();
        Assert.True(column.Count(grey => grey == 51) > 300);
        Assert.Equal(column.Count(grey => grey == 51), column.Count(grey => grey == 153));
        Assert.True(column.LastIndexOf(51) < column.IndexOf(153));
    }

    [Fact]
    public void Scale_beyond_one_goes_from_the_smallest_input_to_the_largest_and_is_said()
    {
        var inputs = new Matrix<double>(1, 2);
        (inputs[0, 0], inputs[0, 1]) = (-2, 6);
        var picture = ReconstructionGrid.Draw(inputs, inputs, new ImageShape(1, 2));
        Assert.Contains("Black is −2, white is 6.", picture.ToSvg(), StringComparison.Ordinal);
        Assert.True(new Pixels(picture).Count(pixel => pixel == (0, 0, 0)) > 100_000);
    }

    [Fact]
    public void Constant_inputs_beyond_one_are_drawn()
    {
        var inputs = new Matrix<double>(1, 4);
        inputs.All.Fill(7);
        Assert.NotEmpty(ReconstructionGrid.Draw(inputs, inputs, new ImageShape(2, 2)).ToPng());
        Assert.NotEmpty(ReconstructionGrid.Draw(inputs, inputs, null).ToPng());
    }

    [Fact]
    public void Charts_of_a_table_have_the_rows_numbers_and_say_that_they_are_scaled()
    {
        var inputs = new Matrix<double>(2, 3);
        inputs[1, 2] = 1;
        var (plain, scaled) = (ReconstructionGrid.Draw(inputs, inputs, null).ToSvg(), ReconstructionGrid.Draw(inputs, inputs, null, [3, 945], scaled: true).ToSvg());
        Assert.All(["row 0", "row 1"], text => Assert.Contains(text, plain, StringComparison.Ordinal));
        Assert.All(["row 3", "row 945", "the network sees it"], text => Assert.Contains(text, scaled, StringComparison.Ordinal));
        Assert.DoesNotContain("network sees", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_refuses_reconstructions_of_another_size() =>
        Assert.Contains("2 x 4", Assert.Throws<ArgumentException>(() =>
            ReconstructionGrid.Draw(new Matrix<double>(1, 4), new Matrix<double>(2, 4), null)).Message, StringComparison.Ordinal);
}

namespace SparseAutoencoders.Tests.Kernels;

public sealed unsafe class MatrixTests
{
    [Fact]
    public void New_matrix_is_zero_and_aligned()
    {
        for (var columns = 0; columns < 70; columns++)
        {
            var floats = new Matrix<float>(3, columns);
            var doubles = new Matrix<double>(3, columns);
            Assert.Equal(0u, (nuint)floats.Pointer % 64);
            Assert.Equal(0u, (nuint)doubles.Pointer % 64);
            Assert.Equal(3 * columns, floats.All.Length);
            Assert.Equal(-1, floats.All.IndexOfAnyExcept(0f));
        }
    }

    [Fact]
    public void Row_is_a_view_on_the_numbers()
    {
        var matrix = new Matrix<float>(3, 4);
        matrix[1, 2] = 5;
        Assert.Equal([0, 0, 5, 0], matrix.Row(1).ToArray());
        Assert.Equal(5, matrix.All[6]);
        Assert.Equal(5, matrix.Pointer[6]);
    }

    [Fact]
    public void Resize_changes_what_counts_and_keeps_the_numbers()
    {
        var matrix = new Matrix<float>(3, 2);
        matrix.All.Fill(7);
        matrix.Resize(1);
        Assert.Equal((1, 3, 2), (matrix.Rows, matrix.Capacity, matrix.All.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Row(1).Length);
        matrix.Resize(3);
        Assert.Equal(7, matrix[2, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Resize(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Resize(-1));
    }

    [Fact]
    public void Window_is_a_view_within_the_owner()
    {
        var matrix = new Matrix<double>(4, 3);
        var window = matrix.Window(5, 2, 2);
        window.All.Fill(1);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0], matrix.All.ToArray());
        Assert.True(window.Pointer == matrix.Pointer + 5);
        Assert.Equal(1, window.Window(1, 1, 3)[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Window(9, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Window(1, 2, 2));
    }

    [Theory, InlineData(-1, 0), InlineData(3, 0), InlineData(0, -1), InlineData(0, 2)]
    public void Place_outside_is_refused(int row, int column)
    {
        var matrix = new Matrix<float>(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[row, column]);
    }

    [Theory, InlineData(-1, 1), InlineData(1, -1), InlineData(1 << 16, 1 << 16)]
    public void Size_that_cannot_be_is_refused(int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix<float>(rows, columns));
}

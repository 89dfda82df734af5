namespace SparseAutoencoders.Tests.Data;

public sealed class RowSelectionTests
{
    [Theory, InlineData(""), InlineData("0"), InlineData("9"), InlineData("012"), InlineData("789"), InlineData("1348"), InlineData("02468"), InlineData("0123456789")]
    public void Read_in_any_portion_gives_the_listed_rows_or_all_the_others(string digits)
    {
        int[] listed = [.. digits.Select(digit => digit - '0')];
        using var source = new WatchedRows(10, 3);
        foreach (var others in new[] { false, true })
        {
            using var rows = new RowSelection(source, listed, others);
            int[] expected = others ? [.. Enumerable.Range(0, 10).Except(listed)] : listed;
            Assert.Equal(expected, Enumerable.Range(0, rows.Count).Select(rows.PlaceInSource));
            for (var first = 0; first <= expected.Length; first++)
                for (var count = 0; count <= expected.Length - first; count++)
                {
                    var numbers = new double[3 * count];
                    rows.Read<double>(first, numbers);
                    Assert.Equal(expected[first..(first + count)].SelectMany(row => new double[] { row, row, row }), numbers);
                }
            Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read<double>(expected.Length, new double[3]));
        }
    }

    [Fact]
    public void Read_takes_neighbours_in_one_piece()
    {
        using var source = new WatchedRows(1000, 1);
        using var others = new RowSelection(source, [400, 700], others: true);
        others.Read<float>(0, new float[998]);
        Assert.Equal(3, source.Reads);
        using var some = new RowSelection(source, [.. Enumerable.Range(100, 50), 900], others: false);
        some.Read<float>(0, new float[51]);
        Assert.Equal(5, source.Reads);
    }
}

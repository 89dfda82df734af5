using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Metrics;

public sealed class IdleUnitSearchTests
{
    [Fact]
    public void Found_names_every_cause()
    {
        var codes = Networks.Numbers(50, 6, seed: 3);            // units 0 and 5 vary, each in its own way
        for (var i = 0; i < 50; i++)
        {
            codes[i, 1] = 0.05 + 0.0099 * (i % 2);
            codes[i, 2] = 0.009 * (i % 2);
            codes[i, 3] = 1 - 0.009 * (i % 2);
            codes[i, 4] = codes[i, 0] + 0.009;
        }
        var found = new[] { new IdleUnit(1, IdleCause.NeverVaries), new(2, IdleCause.StuckAtZero), new(3, IdleCause.StuckAtOne), new(4, IdleCause.Twin, 0) };
        foreach (var block in new[] { 1, 7, 50 }) Assert.Equal(found, Search(codes, block).Found());
    }

    [Fact]
    public void A_unit_is_taken_off_by_the_first_row_on_which_it_varies_or_differs()
    {
        var codes = new double[20, 3];
        for (var i = 0; i < 20; i++) (codes[i, 0], codes[i, 1], codes[i, 2]) = (i % 2 * 0.5, i % 2 * 0.5, 0.3);
        var search = Search(codes, 20);
        Assert.Equal([new IdleUnit(1, IdleCause.Twin, 0), new IdleUnit(2, IdleCause.NeverVaries)], search.Found());
        Assert.False(search.IsOver);
        search.Add(new[,] { { 0.5, 0.511, 0.311 } }.ToMatrix<double>());
        Assert.Empty(search.Found());
        Assert.True(search.IsOver);
    }

    [Fact]
    public void A_twin_of_a_twin_names_the_first_and_the_first_is_named_by_none()
    {
        var codes = Networks.Numbers(30, 3, seed: 3);
        for (var i = 0; i < 30; i++) (codes[i, 1], codes[i, 2]) = (codes[i, 0], codes[i, 0]);
        Assert.Equal([new IdleUnit(1, IdleCause.Twin, 0), new IdleUnit(2, IdleCause.Twin, 0)], Search(codes, 7).Found());
    }

    [Fact]
    public void Units_that_are_equal_and_dead_are_dead_not_twins() =>
        Assert.All(Search(new double[5, 4], 2).Found(), idle => Assert.Equal(IdleCause.StuckAtZero, idle.Cause));

    // Enough units that many are compared at once, and some beside them; twins at both ends, and one whose difference is just too large.
    [Theory, InlineData(41, 3), InlineData(64, 50)]
    public void Twins_among_many_units_are_those_that_all_pairs_give(int units, int block)
    {
        var codes = Networks.Numbers(50, units, seed: 6);
        for (var i = 0; i < 50; i++)
        {
            codes[i, 9] = codes[i, 0];
            codes[i, 17] = codes[i, 0] + 0.0099;
            codes[i, units - 1] = codes[i, 20] - 0.0099;
            codes[i, 30] = codes[i, 20] + 0.0101;
        }
        Assert.Equal([new IdleUnit(9, IdleCause.Twin, 0), new(17, IdleCause.Twin, 0), new(units - 1, IdleCause.Twin, 20)], Search(codes, block).Found());
    }

    private static IdleUnitSearch<double> Search(double[,] codes, int block)
    {
        var search = new IdleUnitSearch<double>(codes.GetLength(1));
        for (var first = 0; first < codes.GetLength(0); first += block)
        {
            var rows = new Matrix<double>(Math.Min(block, codes.GetLength(0) - first), codes.GetLength(1));
            for (var r = 0; r < rows.Rows; r++)
                for (var l = 0; l < rows.Columns; l++) rows[r, l] = codes[first + r, l];
            search.Add(rows);
        }
        return search;
    }
}

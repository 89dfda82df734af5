using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Meanings;

/// <summary>Codes unit by unit, in groups that a bound on memory makes.</summary>
public sealed class ActiveRowsTests
{
    private const int RowCount = 90, Units = 9;

    // At least one unit at a time; some at a time; all at once.
    [Theory, InlineData(1, false), InlineData(60, false), InlineData(1 << 20, false), InlineData(1, true), InlineData(60, true), InlineData(1 << 20, true)]
    public void Every_unit_comes_once_in_order_with_all_its_codes_and_no_group_is_larger_than_allowed(long most, bool fewCodes)
    {
        var codes = fewCodes ? FewCodes() : Rows.From(Numbers());
        Assert.Equal(fewCodes, codes is ISparseRows);
        var (dense, next, groups) = (codes.ToMatrix<float>(), 0, 0);
        ActiveRows.ForEach(codes, units =>
        {
            groups++;
            Assert.True(units.Count == 1 || units.Sum(unit => unit.Rows.Length) <= most);
            foreach (var unit in units)
            {
                Assert.Equal(next++, unit.Unit);
                Assert.Equal(Enumerable.Range(0, codes.Count).Where(row => dense[row, unit.Unit] != 0), unit.Rows);
                Assert.Equal(unit.Rows.Select(row => dense[row, unit.Unit]), unit.Values);
            }
        }, null, TestContext.Current.CancellationToken, most);
        Assert.Equal(codes.Width, next);
        if (most <= 60) Assert.InRange(groups, 2, Units);
        else Assert.Equal(1, groups);
    }

    [Fact]
    public void Reading_is_told_up_to_the_whole_and_stops_where_it_is_asked_to()
    {
        var told = new List<double>();
        ActiveRows.ForEach(Rows.From(Numbers()), _ => { }, told.Add, TestContext.Current.CancellationToken, most: 60);
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1]);

        using var stop = new CancellationTokenSource();
        var rows = new WatchedRows(1 << 20, 1 << 10) { BeforeReading = first => { if (first > 0) stop.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => ActiveRows.Walk(rows, (_, _, _) => { }, null, stop.Token));
        Assert.Equal(2, rows.Reads);
    }

    private static Matrix<float> Numbers()
    {
        var numbers = new Matrix<float>(RowCount, Units);
        for (var row = 0; row < RowCount; row++)
            for (var unit = 0; unit < Units; unit++) numbers[row, unit] = (row * 5 + unit * 3 + row * row) % 7 < 2 && unit != 4 ? 1 + row % 5 : 0;
        return numbers;
    }

    private static IRows FewCodes()
    {
        var rows = Samples.Rows(RowCount, 6);
        return rows.Learn(new() { HiddenUnits = Units, Sparsity = new TopKOptions { L0 = 3 }, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 1 } }).Encode(rows);
    }
}

using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Normalization;
using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class PreparedRowsTests
{
    [Fact]
    public void Gather_and_Block_kept_or_read_again_are_the_same_scaled_rows()
    {
        var rows = Rows.From(Networks.Numbers(20, 6, seed: 1, low: -3, high: 3).ToMatrix<float>());
        var normalizer = new ZcaScaling().Fit(rows, Workers.Shared, TestContext.Current.CancellationToken);
        var again = new PreparedRows<float>(rows, normalizer, unitInterval: false, Workers.Shared);
        var kept = again.Load(TestContext.Current.CancellationToken);
        int[] order = [7, 7, 0, 19];
        var (a, b) = (new Matrix<float>(4, 6), new Matrix<float>(4, 6));
        again.Gather(order, a);
        kept.Gather(order, b);
        Assert.Equal(a.All.ToArray(), b.All.ToArray());
        Assert.Equal(again.Block(7, 1, a).Row(0).ToArray(), b.Row(0).ToArray());
        Assert.Equal(kept.Block(7, 1, a).Row(0).ToArray(), b.Row(0).ToArray());
    }

    [Theory, InlineData(1.25f), InlineData(-0.001f)]
    public void Load_numbers_outside_the_unit_interval_are_refused_with_place_and_way_out(float number)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load([[0, 1], [0.5f, number]]));
        Assert.StartsWith("rows in memory, row 2, column 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("--scale minmax", error.Message, StringComparison.Ordinal);
        Assert.Contains("--decoder linear", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Load_numbers_that_are_not_finite_are_refused(float number) =>
        Assert.Contains("row 1, column 2", Assert.Throws<InvalidDataException>(() => Load([[0, number]])).Message, StringComparison.Ordinal);

    private static void Load(float[][] rows) =>
        new PreparedRows<float>(Rows.From(rows), null, unitInterval: true, Workers.Shared).Load(TestContext.Current.CancellationToken);
}

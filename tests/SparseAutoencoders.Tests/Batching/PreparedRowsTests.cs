using System.Numerics;
using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Normalization;

namespace SparseAutoencoders.Tests.Batching;

public sealed class PreparedRowsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // One block, several, and several with a short last one.
    [Theory, InlineData(50), InlineData(20), InlineData(10), InlineData(7)]
    public void Blocks_of_rows_kept_and_read_again_are_the_same_scaled_rows(int height)
    {
        var (kept, again) = Both();
        for (var pass = 0; pass < 3; pass++)
        {
            var expected = All(kept.Blocks(height, Cancel));
            Assert.Equal(20 * 6, expected.Length);
            Assert.Equal(expected, All(again.Blocks(height, Cancel)));
            Assert.Equal(expected[Math.Min(expected.Length, height * 6)..], All(again.OwnBlocks(height, Cancel, from: 1).Select(block => (block.First, block.Rows))));
        }
    }

    [Fact]
    public void Gather_of_rows_kept_and_read_again_is_the_same_scaled_rows()
    {
        var (kept, again) = Both();
        int[] order = [7, 7, 0, 19];
        var (a, b) = (new Matrix<float>(4, 6), new Matrix<float>(4, 6));
        kept.Gather(order, a);
        again.Gather(order, b);
        Assert.Equal(a.All.ToArray(), b.All.ToArray());
        Assert.Equal(All(kept.Blocks(20, Cancel))[(19 * 6)..], b.Row(3).ToArray());
    }

    [Fact]
    public void Load_keeps_rows_that_fit_with_an_index_each_and_no_more()
    {
        var rows = new PreparedRows<float>(Rows.From(Networks.Numbers(20, 6, seed: 1).ToMatrix<float>()), null, unitInterval: true, Workers.Shared);
        Assert.True(rows.Load(20 * (6 * 4 + 4), Cancel).AreKept);
        Assert.False(rows.Load(20 * (6 * 4 + 4) - 1, Cancel).AreKept);
    }

    [Fact]
    public void Blocks_the_next_is_read_while_one_is_used()
    {
        using var source = new WatchedRows(4, 1);
        using var second = new ManualResetEventSlim();
        source.BeforeReading = first =>
        {
            if (first == 2) second.Set();
        };
        foreach (var (first, _) in Prepared(source).Blocks(2, Cancel))
            if (first == 0) Assert.True(second.Wait(TimeSpan.FromMinutes(2), Cancel));
    }

    [Fact]
    public void Blocks_that_fail_ahead_fail_for_who_asks_and_only_there()
    {
        using var source = new WatchedRows(6, 1);
        source.BeforeReading = first =>
        {
            if (first == 2) throw new IOException("row 3 is not there");
        };
        var prepared = Prepared(source);
        for (var pass = 0; pass < 2; pass++)
        {
            using var blocks = prepared.Blocks(2, Cancel).GetEnumerator();
            Assert.True(blocks.MoveNext());
            Assert.Equal([0f, 1f], blocks.Current.Rows.All.ToArray());
            Assert.Equal("row 3 is not there", Assert.Throws<IOException>(() => blocks.MoveNext()).Message);
        }
    }

    [Fact]
    public void Blocks_left_early_leave_nothing_that_reads()
    {
        using var source = new WatchedRows(1000, 1);
        var prepared = Prepared(source);
        for (var pass = 0; pass < 200; pass++)
        {
            foreach (var _ in prepared.Blocks(3, Cancel)) break;
            Assert.Equal(0, source.Reading);
            var read = source.Reads;
            Thread.Yield();
            Assert.Equal(read, source.Reads);
        }
    }

    [Theory, InlineData(1.25f), InlineData(-0.001f)]
    public void Load_numbers_outside_the_unit_interval_are_refused_with_place_and_way_out(float number)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load([[0, 1], [0.5f, number]]));
        Assert.StartsWith("rows in memory, row 2, column 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("`MinMaxScaling`", error.Message, StringComparison.Ordinal);
        Assert.Contains("`OutputFunction.Linear`", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory, InlineData(float.NaN, long.MaxValue), InlineData(float.PositiveInfinity, long.MaxValue), InlineData(float.NaN, 0)]
    public void Load_numbers_that_are_not_finite_are_refused(float number, long most) =>
        Assert.Contains("row 1, column 2", Assert.Throws<InvalidDataException>(() => Load([[0, number]], most)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("standard")]
    [InlineData("zca")]
    public void Scaled_numbers_outside_the_unit_interval_are_refused_with_another_way_out(string scaling)
    {
        var rows = Rows.From(Networks.Numbers(20, 6, seed: 1).ToMatrix<double>());
        var normalizer = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create().Fit(rows, new ScalingWork(Workers.Shared));
        var message = Assert.Throws<InvalidDataException>(() => new PreparedRows<float>(rows, normalizer, unitInterval: true, Workers.Shared).Load(long.MaxValue, Cancel)).Message;
        Assert.Contains("(after scaling) lies outside [0, 1]", message, StringComparison.Ordinal);
        Assert.EndsWith("This scaling goes below 0: decode without the sigmoid (`OutputFunction.Linear`), or take `MinMaxScaling` instead.", message, StringComparison.Ordinal);
    }

    // 1e9 and a spread of 1: float would hold multiples of 64.
    [Fact]
    public void Rows_far_from_0_are_shifted_and_scaled_in_double_precision_wherever_they_are_read()
    {
        var numbers = FarFrom0();
        var rows = Rows.From(numbers.ToMatrix<double>());
        var normalizer = new StandardScaling().Fit(rows, new ScalingWork(Workers.Shared)).ForSingle();
        Assert.True(normalizer.IsWide);
        var expected = numbers.Cast<double>().Select((x, i) => (float)((x - normalizer.Shift[i % 6]) * normalizer.Scale[i % 6])).ToArray();

        var prepared = new PreparedRows<float>(rows, normalizer, unitInterval: false, Workers.Shared);
        Assert.Equal(expected, All(prepared.Load(long.MaxValue, Cancel).Blocks(20, Cancel)));
        Assert.Equal(expected, All(prepared.Load(0, Cancel).Blocks(7, Cancel)));
        var gathered = new Matrix<float>(2, 6);
        prepared.Gather([19, 3], gathered);
        Assert.Equal([.. expected[(19 * 6)..], .. expected[18..24]], gathered.All.ToArray());
        var taken = prepared.Take(5, 3, new Matrix<float>(3, 6));
        Assert.True(prepared.TryPrepare(taken));
        Assert.Equal(expected[30..48], taken.All.ToArray());
    }

    [Fact]
    public void Rows_far_from_0_are_rotated_in_the_networks_precision_after_that()
    {
        var rows = Rows.From(FarFrom0().ToMatrix<double>());
        var normalizer = new ZcaScaling().Fit(rows, new ScalingWork(Workers.Shared)).ForSingle();
        var wide = All(new PreparedRows<double>(rows, normalizer, unitInterval: false, Workers.Shared).Blocks(20, Cancel));
        var narrow = All(new PreparedRows<float>(rows, normalizer, unitInterval: false, Workers.Shared).Blocks(20, Cancel));
        for (var i = 0; i < wide.Length; i++) Assert.Equal(wide[i], narrow[i], 1e-4);                        // 2⁻²⁴ of numbers up to 10, by a matrix of norm 10
    }

    [Fact]
    public void Numbers_that_this_precision_cannot_hold_are_refused_with_place_and_way_out()
    {
        var rows = Rows.From([[1.0, 2], [3, -1e300]]);
        var message = Assert.Throws<InvalidDataException>(() => new PreparedRows<float>(rows, null, unitInterval: false, Workers.Shared).Load(0, Cancel)).Message;
        Assert.StartsWith("rows in memory, row 2, column 2, counted from 1: -1E+300 is more than single precision holds. Scale the rows", message, StringComparison.Ordinal);

        var normalizer = new Normalizer([0, 0], [1, 1e10], rotation: null);
        message = Assert.Throws<InvalidDataException>(() => new PreparedRows<double>(rows, normalizer, unitInterval: false, Workers.Shared).Load(0, Cancel)).Message;
        Assert.StartsWith("rows in memory, row 2, column 2, counted from 1: -1E+300 is more than double precision holds after scaling", message, StringComparison.Ordinal);
    }

    private static (PreparedRows<float> Kept, PreparedRows<float> Again) Both()
    {
        var rows = Rows.From(Networks.Numbers(20, 6, seed: 1, low: -3, high: 3).ToMatrix<float>());
        var prepared = new PreparedRows<float>(rows, new ZcaScaling().Fit(rows, new ScalingWork(Workers.Shared)), unitInterval: false, Workers.Shared);
        var both = (Kept: prepared.Load(long.MaxValue, Cancel), Again: prepared.Load(0, Cancel));
        Assert.True(both.Kept.AreKept && !both.Again.AreKept);
        return both;
    }

    private static double[,] FarFrom0()
    {
        var numbers = Networks.Numbers(20, 6, seed: 1, low: -1);
        for (var i = 0; i < numbers.Length; i++) numbers[i / 6, i % 6] += 1e9;
        return numbers;
    }

    private static PreparedRows<float> Prepared(IRows rows) => new(rows, null, unitInterval: false, Workers.Shared);

    private static T[] All<T>(IEnumerable<(int First, Matrix<T> Rows)> blocks) where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. blocks.SelectMany(block => block.Rows.All.ToArray())];

    private static void Load(float[][] rows, long most = long.MaxValue) =>
        new PreparedRows<float>(Rows.From(rows), null, unitInterval: true, Workers.Shared).Load(most, Cancel);
}

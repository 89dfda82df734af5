using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class RowStatisticsTests
{
    [Theory, InlineData(1, false), InlineData(7, true), InlineData(8, false), InlineData(21, true), InlineData(21, false), InlineData(70, true), InlineData(70, false)]
    public void Add_any_width_agrees_with_plain_sums(int width, bool gaps)
    {
        var (random, statistics) = (new Random(width), new RowStatistics(width, gaps));
        var rows = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, width).Select(_ => random.NextDouble() - 0.5).ToArray()).ToList();
        foreach (var part in rows.Chunk(13)) statistics.Add(Rows.From(part).ToMatrix<double>(), Workers.Shared);
        for (var j = 0; j < width; j++)
        {
            var column = rows.ConvertAll(row => row[j]);
            var mean = column.Average();
            Assert.Equal((column.Min(), column.Max()), (statistics.Min[j], statistics.Max[j]));
            Assert.Equal(mean, statistics.Mean[j], 14);
            Assert.Equal(column.Average(x => (x - mean) * (x - mean)), statistics.Variance(j), 14);
        }
    }

    [Theory, InlineData(5), InlineData(40)]
    public void Filled_agrees_with_the_statistics_of_filled_rows(int width)
    {
        var (random, fill) = (new Random(width), Enumerable.Range(0, width).Select(j => 0.1 * j).ToArray());
        var rows = new Matrix<double>(50, width);
        for (var i = 0; i < rows.All.Length; i++) rows.All[i] = i / width % 3 == 1 && i % width > 0 ? double.NaN : random.NextDouble() - 0.5;     // input 0 has no gap
        var work = new ScalingWork(Workers.Shared);
        var filled = RowStatistics.Of(Rows.From(rows), gaps: true, work).Filled(fill);
        var expected = RowStatistics.Of(new FilledRows(Rows.From(rows), fill), gaps: false, work);
        Assert.Equal([.. expected.Min, .. expected.Max], [.. filled.Min, .. filled.Max]);
        for (var j = 0; j < width; j++)
        {
            Assert.Equal(expected.Mean[j], filled.Mean[j], 14);
            Assert.Equal(expected.Variance(j), filled.Variance(j), 13);
        }
    }

    [Fact]
    public void Add_gives_the_same_bits_for_any_number_of_threads_and_blocks()
    {
        var rows = Networks.Numbers(200, 45, seed: 4).ToMatrix<double>();
        using var three = new Workers(3);
        foreach (var gaps in (bool[])[false, true])
        {
            var (one, other) = (new RowStatistics(45, gaps), new RowStatistics(45, gaps));
            one.Add(rows, three);
            for (var r = 0; r < 200; r++) other.Add(rows.Window(r * 45, 1, 45), Workers.Shared);
            Assert.Equal([.. one.Mean, .. one.Min, .. one.Max], [.. other.Mean, .. other.Min, .. other.Max]);
            Assert.Equal(Enumerable.Range(0, 45).Select(one.Variance), Enumerable.Range(0, 45).Select(other.Variance));
        }
    }

    // 2³² numbers and five rows more: as an int their count would be that of five rows.
    [Fact]
    public void Of_more_numbers_than_an_int_counts_reads_whole_blocks_to_the_end()
    {
        const int Width = 1 << 16, Count = (1 << 16) + 5;
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        using var rows = new WatchedRows(Count, Width)
        {
            BeforeReading = first =>
            {
                seen.Add(first);
                if (seen.Count == 3) stop.Cancel();              // all of them would take a minute
            },
        };
        Assert.Throws<OperationCanceledException>(() => RowStatistics.Of(rows, gaps: false, new ScalingWork(Workers.Shared, cancellation: stop.Token)));
        Assert.True(seen[1] == seen[2] - seen[1] && seen[1] > 0, string.Join(' ', seen));
        Assert.Equal(BlockSizes.RowsOf(Width), seen[1]);
    }
}

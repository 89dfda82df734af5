using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class RowStatisticsTests
{
    [Theory, InlineData(1), InlineData(7), InlineData(8), InlineData(21)]
    public void Add_any_width_agrees_with_plain_sums(int width)
    {
        var (random, statistics) = (new Random(width), new RowStatistics(width));
        var rows = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, width).Select(_ => random.NextDouble() - 0.5).ToArray()).ToList();
        foreach (var row in rows) statistics.Add(row);
        for (var j = 0; j < width; j++)
        {
            var column = rows.ConvertAll(row => row[j]);
            var mean = column.Average();
            Assert.Equal((column.Min(), column.Max()), (statistics.Min[j], statistics.Max[j]));
            Assert.Equal(mean, statistics.Mean[j], 14);
            Assert.Equal(column.Average(x => (x - mean) * (x - mean)), statistics.Variance(j), 14);
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
        Assert.Throws<OperationCanceledException>(() => RowStatistics.Of(rows, stop.Token));
        Assert.True(seen[1] == seen[2] - seen[1] && seen[1] > 0, string.Join(' ', seen));
        Assert.Equal((1 << 18) / Width, seen[1]);
    }
}

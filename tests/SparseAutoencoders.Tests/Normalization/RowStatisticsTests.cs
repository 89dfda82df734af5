using SparseAutoencoders.Normalization;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class RowStatisticsTests
{
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

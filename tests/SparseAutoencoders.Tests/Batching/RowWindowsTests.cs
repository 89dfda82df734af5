using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Batching;

public sealed class RowWindowsTests
{
    // Blocks of two rows, and windows of as many blocks as the build has: 128, in Debug 8.
    private const int Width = 3, BlockBytes = 2 * Width * sizeof(float);

    // One row, one block, one window, several, several with a short last block.
    [Theory, InlineData(1), InlineData(2), InlineData(15), InlineData(100), InlineData(1024), InlineData(1001)]
    public void Read_gives_every_row_once_an_epoch_in_another_order_each_time(int count)
    {
        using var windows = Windows(count);
        var epochs = Enumerable.Range(0, 3).Select(epoch => Epoch(windows, count, epoch)).ToList();
        foreach (var rows in epochs) Assert.Equal(Enumerable.Range(0, count), rows.Order());
        using var again = Windows(count);
        foreach (var epoch in (int[])[2, 0, 1, 1]) Assert.Equal(epochs[epoch], Epoch(again, count, epoch));
        if (count < 15) return;
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(Enumerable.Range(0, count), epochs[0]);
    }

    [Theory, InlineData(100), InlineData(1001)]
    public void Read_from_any_place_on_gives_what_it_gives_from_the_first(int count)
    {
        using var whole = Windows(count);
        var rows = Epoch(whole, count, 1);
        for (var from = 0; from < count; from += 37)
        {
            using var part = Windows(count);
            Assert.Equal(rows[from..], Epoch(part, count, 1, from));
            Assert.Equal(rows[from..], Epoch(whole, count, 1, from));
        }
    }

    [Fact]
    public void Read_mixes_blocks_of_neighbours_from_all_over()
    {
        using var windows = Windows(4096);
        var window = Epoch(windows, 4096, 0)[..16];
        Assert.NotEqual(window.Order(), window);
        Assert.True(window.Max() - window.Min() > 2048);
        var first = Epoch(windows, 4096, 0)[..256];
        Assert.All(first, row => Assert.Contains(row ^ 1, first));
    }

    [Fact]
    public void Read_takes_every_block_once_an_epoch_and_none_after_the_last()
    {
        const int Count = 512;
        using var source = new WatchedRows(Count, Width);
        using var windows = new RowWindows<float>(new PreparedRows<float>(source, null, unitInterval: false, Workers.Shared), (0, Count), shares: 1, epochs: 2, seed: 7, BlockBytes);
        var row = new Matrix<float>(1, Width);
        for (var epoch = 0; epoch < 2; epoch++)
            for (var place = 0; place < Count; place++) windows.Read(epoch, place, row);
        Assert.Equal(2 * Count / 2, source.Reads);               // every block once an epoch, none for an epoch there will not be
    }

    [Fact]
    public void Read_within_a_window_allocates_nothing()
    {
        using var windows = Windows(1000);
        var batch = new Matrix<float>(7, Width);
        Assert.Equal(0, Allocations.OfTenCalls(() => windows.Read(0, 3, batch)));
    }

    [Fact]
    public void Read_that_fails_ahead_fails_for_who_asks()
    {
        using var source = new WatchedRows(2000, Width);
        using var windows = new RowWindows<float>(new PreparedRows<float>(source, null, unitInterval: false, Workers.Shared), (0, 2000), shares: 1, epochs: 1, seed: 7, BlockBytes);
        var row = new Matrix<float>(1, Width);
        windows.Read(0, 0, row);
        source.BeforeReading = _ => throw new InvalidDataException("rows.npy: has become shorter while it was read.");
        var failure = Assert.Throws<InvalidDataException>(() =>
        {
            for (var place = 1; place < 2000; place++) windows.Read(0, place, row);
        });
        Assert.Equal("rows.npy: has become shorter while it was read.", failure.Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Training_on_rows_that_are_not_kept_has_the_same_bits_for_any_number_of_threads_and_learns(bool wide)
    {
        // Wide rows are blocks of their own, more than make a window.
        var rows = wide ? Samples.Rows(140, 1 << 16) : Samples.Rows(500, 6);
        var options = new TrainingOptions { HiddenUnits = 3, KeptMegabytes = 0, Optimizer = new AdamOptions { Epochs = 3, Batch = 30, LearningRate = 0.01 } };
        var one = rows.Learn(options with { Threads = 1 });
        Assert.Equal(one.EncoderWeights.All.ToArray(), rows.Learn(options with { Threads = 3 }).EncoderWeights.All.ToArray());
        Assert.NotEqual(one.EncoderWeights.All.ToArray(), rows.Learn(options with { KeptMegabytes = 1024 }).EncoderWeights.All.ToArray());
        Assert.True(one.Run!.History[^1].LossTotal < 0.9 * one.Run.Before.LossTotal);
    }

    [Fact]
    public void Full_batches_of_rows_that_are_not_kept_have_the_bits_of_those_kept()
    {
        var rows = Samples.Rows(2500, 5);
        var options = new TrainingOptions { HiddenUnits = 4, Sparsity = new SparseAutoencoders.HeldOptions(), Optimizer = new LbfgsOptions { Iterations = 5 } };
        Assert.Equal(rows.Learn(options).Fingerprint(rows), rows.Learn(options with { KeptMegabytes = 0, Threads = 3 }).Fingerprint(rows));
    }

    private static RowWindows<float> Windows(int count) =>
        new(new PreparedRows<float>(new WatchedRows(count, Width), null, unitInterval: false, Workers.Shared), (0, count), shares: 1, epochs: 3, seed: 7, BlockBytes);

    /// <summary>The rows of an epoch from a place on, by their numbers, seven at a time.</summary>
    private static int[] Epoch(RowWindows<float> windows, int count, int epoch, int from = 0)
    {
        var (rows, batch) = (new List<int>(), new Matrix<float>(7, Width));
        for (var place = from; place < count; place += batch.Rows)
        {
            batch.Resize(Math.Min(batch.Capacity, count - place));
            windows.Read(epoch, place, batch);
            for (var r = 0; r < batch.Rows; r++)
            {
                Assert.Equal(batch[r, 0], batch[r, Width - 1]);
                rows.Add((int)batch[r, 0]);
            }
        }
        return [.. rows];
    }
}

namespace SparseAutoencoders.Tests.Files;

public sealed class SpoolTests
{
    // Debug builds go to the disk after 300 bytes, Release builds after 64 MB.
    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(5_000)]
    [InlineData(70_000_000)]
    public void Bytes_are_read_again_at_any_place(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        using var spool = new Spool("rows.csv");
        for (var (at, step) = (0, 1); at < length; at += step, step = Math.Min(3 * step, 1 << 20)) spool.Append(bytes.AsSpan(at, Math.Min(step, length - at)));
        Assert.Equal(length, spool.Length);
        var again = new byte[length];
        spool.Read(0, again);
        Assert.True(bytes.AsSpan().SequenceEqual(again));
        for (var at = 0; at + 7 <= length; at += 1 + length / 50)
        {
            var part = new byte[7];
            spool.Read(at, part);
            Assert.Equal(bytes[at..(at + 7)], part);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => spool.Read(length, new byte[1]));
    }

    [Fact]
    public void Bytes_that_will_not_fit_are_told_before_the_work()
    {
        using var spool = new Spool("rows.csv");
        spool.Expect(1);
        var failure = Assert.Throws<IOException>(() => spool.Expect(Int128.MaxValue));
        Assert.StartsWith("rows.csv: does not fit into the folder for temporary files, ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("or name another folder in TMPDIR.", failure.Message, StringComparison.Ordinal);
    }
}

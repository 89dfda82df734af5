namespace SparseAutoencoders.Tests.Network;

public sealed class GroupSumsTests
{
    [Theory, InlineData(2), InlineData(3), InlineData(4), InlineData(7)]
    public void Every_machine_has_the_sums_of_all_added_as_a_tree(int machines)
    {
        var numbers = Enumerable.Range(0, machines).Select(rank => new[] { Math.Pow(10, rank) / 3, -rank }).ToArray();
        var expected = Enumerable.Range(0, 2).Select(i => Tree([.. numbers.Select(own => own[i])])).ToArray();
        var bytes = new byte[machines][];
        using var barrier = new Barrier(machines);
        var threads = Enumerable.Range(0, machines).Select(rank => new Thread(() => new GroupSums(new Threads(rank, bytes, barrier)).Add<double>(numbers[rank]))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(numbers, own => Assert.Equal(expected, own));
    }

    [Fact]
    public void One_machine_alone_changes_nothing_and_moves_its_bytes_to_itself()
    {
        double[] numbers = [1, double.NaN, 3];
        new GroupSums(Alone.Instance).Add<double>(numbers);
        Assert.Equal([1, double.NaN, 3], numbers);
        var (mine, all) = ((byte[])[1, 2, 3], new byte[3]);
        Alone.Instance.AllGather(mine, all);
        Assert.Equal(mine, all);
        Alone.Instance.AllToAll([4, 5, 6], all);
        Assert.Equal([4, 5, 6], all);
        Alone.Instance.Broadcast(all, 0);
        Assert.Equal((0, 1), (Alone.Instance.Rank, Alone.Instance.Count));
        Assert.Equal([4, 5, 6], all);
    }

    private static double Tree(double[] numbers) => numbers.Length switch
    {
        1 => numbers[0],
        _ => Tree(numbers[..Half(numbers.Length)]) + Tree(numbers[Half(numbers.Length)..]),
    };

    // The largest power of two below.
    private static int Half(int count) => 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(count - 1)));

    /// <summary>Machines that are threads.</summary>
    private sealed class Threads(int rank, byte[][] bytes, Barrier barrier) : IGroup
    {
        public int Rank => rank;

        public int Count => bytes.Length;

        public void AllGather(ReadOnlySpan<byte> mine, Span<byte> all)
        {
            bytes[rank] = mine.ToArray();
            barrier.SignalAndWait();
            for (var i = 0; i < bytes.Length; i++) bytes[i].CopyTo(all[(i * mine.Length)..]);
            barrier.SignalAndWait();
        }

        public void AllToAll(ReadOnlySpan<byte> mine, Span<byte> parts) => throw new NotSupportedException();

        public void Broadcast(Span<byte> bytes, int root) => throw new NotSupportedException();
    }
}

namespace SparseAutoencoders.Tests.Kernels;

public sealed class ShardsTests
{
    // Few numbers, which all are sent to everyone, and many, of which each machine adds a part; also where they cannot be parted evenly.
    [Theory, InlineData(1, 2), InlineData(2, 2), InlineData(4, 5), InlineData(8, 3), InlineData(2, 40_000), InlineData(4, 40_003), InlineData(8, 40_001)]
    public void Sum_gives_every_machine_the_sums_of_all_added_as_a_tree(int machines, int count)
    {
        var numbers = Enumerable.Range(0, machines).Select(rank => Enumerable.Range(0, count).Select(i => Math.Pow(10, rank) / (3 + i)).ToArray()).ToArray();
        var expected = Enumerable.Range(0, count).Select(i => Tree([.. numbers.Select(own => own[i])])).ToArray();
        var sums = ThreadGroup.Run(machines, group =>
        {
            var own = numbers[group.Rank].ToArray();
            new Shards(machines, group).Sum<double>(own);
            return own;
        });
        Assert.All(sums, own => Assert.Equal(expected, own));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4), InlineData(8)]
    public void Sums_of_eight_shards_are_the_same_on_any_number_of_machines(int machines)
    {
        var expected = Tree([.. Enumerable.Range(0, 8).Select(Number)]);
        var found = ThreadGroup.Run(machines, group =>
        {
            var shards = new Shards(8, group);
            var (sums, matrix) = (new ShardSums(shards, 1), new Matrix<double>(1, 40_000));
            var total = new ShardTotal<Matrix<double>, double>(shards, matrix, () => new(1, 40_000), all => all, Workers.Shared);
            for (var shard = 0; shard < shards.Own; shard++)
            {
                sums.Add(shard, Number(shards.FirstOwn + shard));
                total.Of(shard).Item.All.Fill(Number(shards.FirstOwn + shard));
            }
            total.Complete();
            Assert.Equal(matrix.All[0], matrix.All[^1]);
            return (sums.Complete()[0], matrix.All[0]);
        });
        Assert.All(found, own => Assert.Equal((expected, expected), own));
        static double Number(int shard) => Math.Pow(7, shard) / 3;
    }

    [Fact]
    public void Gather_puts_lists_of_any_length_in_the_order_of_machines()
    {
        var found = ThreadGroup.Run(4, group => new Shards(4, group).Gather<int>([.. Enumerable.Range(group.Rank * 10, group.Rank)]));
        Assert.All(found, all => Assert.Equal([10, 20, 21, 30, 31, 32], all));
        Assert.All(ThreadGroup.Run(2, group => new Shards(2, group).Gather<int>([])), Assert.Empty);
    }

    [Fact]
    public void Least_Greatest_and_Any_look_at_all_machines()
    {
        var found = ThreadGroup.Run(4, group =>
        {
            var shards = new Shards(4, group);
            double[] low = [group.Rank, -group.Rank], high = [group.Rank, -group.Rank];
            shards.Least<double>(low);
            shards.Greatest<double>(high);
            return (low[0], low[1], high[0], high[1], shards.Any(group.Rank == 2), shards.Any(false));
        });
        Assert.All(found, own => Assert.Equal((0, -3, 3, 0, true, false), own));
    }

    [Theory, InlineData(8, 1), InlineData(8, 2), InlineData(8, 8), InlineData(1, 1)]
    public void Rows_are_shared_out_in_order_each_once_and_none_has_two_more_than_another(int count, int machines)
    {
        foreach (var rows in (int[])[8, 9, 1000, 1_000_003, int.MaxValue])
        {
            var parts = ThreadGroup.Run(machines, group =>
            {
                var shards = new Shards(count, group);
                var own = Enumerable.Range(0, shards.Own).Select(shard => shards.Of(shard, rows)).ToList();
                Assert.Equal((own[0].First, own.Sum(part => part.Rows)), shards.OfAll(rows));
                return (Own: own, Most: shards.Most(rows));
            });
            var next = 0;
            foreach (var (first, size) in parts.SelectMany(part => part.Own))
            {
                Assert.Equal(next, first);
                Assert.InRange(size, rows / count, parts[0].Most);
                next += size;
            }
            Assert.Equal(rows, next);
        }
    }

    [Fact]
    public void Machines_that_shards_cannot_be_shared_out_among_are_refused()
    {
        Assert.Contains("`Shards`: 3 is no power of two", Assert.Throws<ArgumentException>(() => new Shards(3, Alone.Instance)).Message);
        Assert.Contains("there are 3 machines", Assert.Throws<ArgumentException>(() => ThreadGroup.Run(3, group => new Shards(4, group))).Message);
        Assert.Contains("there are 2 machines and 1 shard.", Assert.Throws<ArgumentException>(() => ThreadGroup.Run(2, group => new Shards(1, group))).Message);
    }

    [Fact]
    public void One_machine_alone_changes_nothing_and_moves_its_bytes_to_itself()
    {
        double[] numbers = [1, double.NaN, 3];
        Shards.One.Sum<double>(numbers);
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

    private static double Tree(double[] numbers) => numbers.Length == 1 ? numbers[0] : Tree(numbers[..(numbers.Length / 2)]) + Tree(numbers[(numbers.Length / 2)..]);
}

namespace SparseAutoencoders.Tests.Kernels;

public sealed class RandomNumbersTests
{
    // Worked out from the published algorithms (SplitMix64 of seed ^ stream · 0xD1B54A32D192ED03, then xoshiro256**) with Python's integers:
    // the first three numbers and the thousandth.
    [Theory]
    [InlineData(0ul, 0ul, 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x7aac8c483a2edd2f)]
    [InlineData(1ul, 0ul, 0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0xb8517c33c344d153)]
    [InlineData(7ul, 3ul, 0xd88d886bb833247c, 0xcae3895e9c256b2d, 0x1d572d315b1ec89f, 0x3ba6549611b06d7d)]
    [InlineData(ulong.MaxValue, 2ul, 0x63bdbb315559a0fc, 0x41d621822ced3c4f, 0x1af13303a169d013, 0xcb6b188c24b9c9ed)]
    public void Next_known_seed_gives_the_known_numbers(ulong seed, ulong stream, ulong first, ulong second, ulong third, ulong thousandth)
    {
        var random = new RandomNumbers(seed, stream);
        Assert.Equal([first, second, third], new[] { random.Next(), random.Next(), random.Next() });
        for (var i = 3; i < 999; i++) random.Next();
        Assert.Equal(thousandth, random.Next());
    }

    [Fact]
    public void NextDouble_is_the_upper_53_bits()
    {
        var random = new RandomNumbers(1, 0);
        Assert.Equal((0xb3f2af6d0fc710c5 >> 11) / (double)(1L << 53), random.NextDouble());
        for (var i = 0; i < 10_000; i++) Assert.InRange(random.NextDouble(), 0, 1 - 1.0 / (1L << 53));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(7), InlineData(100)]
    public void Next_bounded_is_uniform(int bound)
    {
        var random = new RandomNumbers(3, 0);
        var draws = 2000 * bound;
        var counts = new int[bound];
        for (var i = 0; i < draws; i++) counts[random.Next(bound)]++;
        var square = counts.Sum(count => (count - 2000.0) * (count - 2000.0) / 2000);
        Assert.InRange(square, 0, bound - 1 + 5 * Math.Sqrt(2.0 * bound));       // chi-squared: mean bound − 1, variance 2 (bound − 1)
    }

    [Fact]
    public void Next_bound_just_above_half_of_all_stays_uniform()
    {
        // A plain remainder of 31 bits would give the lower half twice as often.
        var random = new RandomNumbers(3, 0);
        const int Bound = (1 << 30) + 1;
        var low = 0;
        for (var i = 0; i < 20_000; i++) low += random.Next(Bound) < Bound / 2 ? 1 : 0;
        Assert.InRange(low, 9_650, 10_350);
    }

    [Theory, InlineData(0), InlineData(-1)]
    public void Next_bound_not_positive_is_refused(int bound) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomNumbers(1, 1).Next(bound));

    [Fact]
    public void Shuffle_is_a_permutation_and_every_order_comes_up_equally()
    {
        var random = new RandomNumbers(11, 0);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            int[] items = [1, 2, 3, 4];
            random.Shuffle(items);
            Assert.Equal([1, 2, 3, 4], items.Order());
            orders[string.Join(' ', items)] = orders.GetValueOrDefault(string.Join(' ', items)) + 1;
        }
        Assert.Equal(24, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 850, 1150));    // 1000 ± 5 standard deviations
        random.Shuffle([]);
    }

    [Fact]
    public void Streams_of_one_seed_share_no_numbers()
    {
        var seen = new HashSet<ulong>();
        for (var stream = 0ul; stream < 10; stream++)
        {
            var random = new RandomNumbers(1, stream);
            for (var i = 0; i < 1000; i++) Assert.True(seen.Add(random.Next()));
        }
    }
}

namespace SparseAutoencoders.Tests.Batching;

public sealed class KeptBlocksTests
{
    // 2 places in Debug builds; else as many as 64 MB have.
    [Theory, InlineData(1, 3), InlineData(7, 3), InlineData(8, 3), InlineData(40, 3), InlineData(5000, 1), InlineData(5000, 4000)]
    public void Own_blocks_have_places_of_their_own_and_all_others_share_the_last(int rows, int columns)
    {
        var kept = new KeptBlocks<double>(Shards.One, rows, columns);
        var blocks = (rows - 1) / kept.Height + 1;
        var places = Enumerable.Range(0, blocks).Select(block => kept[block]).ToList();
        Assert.All(places, place => Assert.Equal((kept.Height, columns), (place.Capacity, place.Columns)));
        Assert.InRange(kept.Own, 0, blocks);
        Assert.Equal(kept.Own, places.Take(kept.Own).Distinct().Count());
        if (kept.Own < blocks) Assert.Same(Assert.Single(places.Skip(kept.Own).Distinct()), kept[blocks - 1]);
        Assert.Equal(kept.Own < blocks ? kept.Own + 1 : kept.Own, places.Distinct().Count());
    }
}

using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class MatchedUnitsTests
{
    [Fact]
    public void Every_unit_is_there_once_pairs_first_the_most_alike_before_the_others()
    {
        using var rows = Models.Rows();
        var (first, second) = (Models.TrainFewCodes(rows, 12), Models.TrainFewCodes(rows, 40));
        var matched = new MatchedUnits(first, second);
        var pairs = first.MatchUnits(second, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((pairs.Count, 12 - pairs.Count, 40 - pairs.Count, pairs.Count(pair => Math.Min(pair.Decoder, pair.Encoder) >= 0.7)),
            (matched.Pairs, matched.AloneOfFirst, matched.AloneOfSecond, matched.FoundAgain));
        Assert.True(matched.Pairs > 1);
        Assert.Equal(Enumerable.Range(0, 12), matched.All.Select(one => one.First).OfType<int>().Order());
        Assert.Equal(Enumerable.Range(0, 40), matched.All.Select(one => one.Second).OfType<int>().Order());
        Assert.Equal(pairs.OrderByDescending(pair => pair.Decoder + pair.Encoder).ThenBy(pair => pair.First), matched.All.Take(matched.Pairs).Select(one => one.Pair));
        Assert.All(matched.All.Take(matched.Pairs), one => Assert.Equal((one.First, one.Second), (one.Pair!.First, one.Pair.Second)));
        Assert.All(matched.All.Skip(matched.Pairs), one => Assert.True(one.Pair is null && one.First is null != one.Second is null));
    }

    [Fact]
    public void A_model_finds_its_own_units_again()
    {
        using var rows = Models.Rows();
        var model = Models.TrainFewCodes(rows, 12);
        var matched = new MatchedUnits(model, model);
        Assert.Equal((12, 12, 0, 0), (matched.Pairs, matched.FoundAgain, matched.AloneOfFirst, matched.AloneOfSecond));
        Assert.All(matched.All, one => Assert.Equal(one.First, one.Second));
    }
}

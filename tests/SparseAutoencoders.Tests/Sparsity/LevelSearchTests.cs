using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Sparsity;

/// <summary>The level above which exactly so many scores lie. Encoder weights are 1 on the diagonal, so that rows are pre-codes.</summary>
public sealed class LevelSearchTests
{
    private const int Units = 6;

    public static TheoryData<int> Counts => [0, 1, 2, 100, 1234, 4000];

    [Theory, MemberData(nameof(Counts))]
    public void Find_level_has_exactly_so_many_scores_above_it_and_none_near_it(int count)
    {
        foreach (var shifted in new[] { false, true })
        {
            var (rows, offsets) = (Networks.Numbers(1500, Units, seed: 1, low: -1), Networks.Numbers(1, Units, seed: 2));
            if (!shifted) Array.Clear(offsets);
            var (level, scores) = Find(rows, count, offsets);
            Assert.True(scores.Count > count);
            Assert.Equal(count, scores.Count(score => score > level));
            if (count > 0) Assert.DoesNotContain(level, scores);
            // Halfway between two scores: rounding of the threshold to single precision moves neither across.
            if (count > 0) Assert.Equal(count, scores.Count(score => score > (float)level));
        }
    }

    [Fact]
    public void Find_of_more_than_there_are_above_0_is_no_level_at_all()
    {
        var rows = Networks.Numbers(700, Units, seed: 1, low: -1);
        var above = rows.Cast<double>().Count(z => z > 0);
        foreach (var count in new[] { above, above + 1, 700 * Units, int.MaxValue }) Assert.Equal(double.NegativeInfinity, Find(rows, count).Level);
        Assert.InRange(Find(rows, above - 1).Level, 0, double.MaxValue);
        Assert.Equal(double.NegativeInfinity, Find(new double[20, Units], 5).Level);
    }

    [Theory, InlineData(4), InlineData(1)]
    public void Find_among_ties_counts_no_more_than_asked_and_with_them_no_fewer(int steps)
    {
        var rows = Networks.Numbers(1500, Units, seed: 1, low: -1);
        for (var i = 0; i < rows.Length; i++) rows[i / Units, i % Units] = Math.Ceiling(steps * rows[i / Units, i % Units]) / steps;
        foreach (var count in new[] { 1, 10, 1000, 2222, 3000, 4000 })
        {
            var (level, scores) = Find(rows, count);
            Assert.InRange(count, scores.Count(score => score > level), scores.Count(score => score >= level));
        }
    }

    // The sample is every tenth row: of these the search can think what it likes.
    [Theory, InlineData(0.0), InlineData(-1.0), InlineData(1e-6), InlineData(1000.0)]
    public void Find_where_the_sample_is_wrong_widens_its_bounds(double factor)
    {
        var rows = Networks.Numbers(5120, Units, seed: 1);
        for (var i = 0; i < 5120; i += 10)
            for (var l = 0; l < Units; l++) rows[i, l] *= factor;
        foreach (var count in new[] { 1, 50, 3000, 10_000, 27_000 })
        {
            var (level, scores) = Find(rows, count);
            Assert.Equal(count, scores.Count(score => score > level));
            Assert.DoesNotContain(level, scores);
        }
    }

    [Fact]
    public void Find_counts_only_numbers_above_their_unit_s_floor()
    {
        var rows = Networks.Numbers(900, Units, seed: 1, low: -1);
        var floors = Networks.Numbers(1, Units, seed: 3, low: -0.5, high: 0.5);
        var level = Search(rows, 800, null, floors);
        Assert.Equal(800, Enumerable.Range(0, rows.Length).Count(i => rows[i / Units, i % Units] is var z && z > Math.Max(0, floors[0, i % Units]) && z > level));
    }

    private static (double Level, List<double> Scores) Find(double[,] rows, long count, double[,]? offsets = null) => (Search(rows, count, offsets, null),
        [.. Enumerable.Range(0, rows.Length).Where(i => rows[i / Units, i % Units] > 0).Select(i => rows[i / Units, i % Units] - (offsets?[0, i % Units] ?? 0))]);

    private static double Search(double[,] rows, long count, double[,]? offsets, double[,]? floors)
    {
        var parameters = new Parameters<double>(Units, Units, tied: false);
        for (var l = 0; l < Units; l++) parameters.EncoderWeights[l, l] = 1;
        var prepared = new PreparedRows<double>(Rows.From(rows.ToMatrix<double>()), null, unitInterval: false, Workers.Shared);
        return new LevelSearch<double>(prepared, parameters, parameters.EncoderBiasRow, offsets?.ToMatrix<double>(), floors?.ToMatrix<double>(), takesOff: false, Workers.Shared, TestContext.Current.CancellationToken).Find(count);
    }
}

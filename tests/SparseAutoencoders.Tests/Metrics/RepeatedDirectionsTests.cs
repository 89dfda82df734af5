using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Metrics;

public sealed class RepeatedDirectionsTests
{
    // More units than a block; the pairs lie within one, across two, and at both ends.
    [Fact]
    public void Count_is_of_the_units_that_point_where_an_earlier_one_does()
    {
        var decoder = Networks.Numbers(600, 30, seed: 3, low: -1).ToMatrix<double>();
        foreach (var (unit, of, factor) in ((int, int, double)[])[(9, 0, 2), (599, 0, -0.1), (300, 200, 1e-6), (400, 300, 5)])
            for (var j = 0; j < 30; j++) decoder[unit, j] = factor * decoder[of, j];
        Assert.Equal(4, Count(decoder));
        Assert.Equal(2, Count(decoder, 9, 300));                 // 400 has then no one before it but 200
        for (var j = 0; j < 30; j++) decoder[500, j] = 0;        // points nowhere
        Assert.Equal(4, Count(decoder));
    }

    [Theory, InlineData(0.94, 0), InlineData(0.96, 1), InlineData(-0.96, 1)]
    public void Directions_are_one_above_the_bound(double cosine, int count)
    {
        var decoder = new Matrix<double>(2, 12);
        (decoder[0, 0], decoder[1, 0], decoder[1, 1]) = (3, 2 * cosine, 2 * Math.Sqrt(1 - cosine * cosine));
        Assert.Equal(count, Count(decoder));
    }

    [Fact]
    public void Few_inputs_say_nothing() => Assert.Null(Count(new Matrix<double>(4, 11)));

    private static int? Count(Matrix<double> decoder, params int[] idle) => RepeatedDirections.Count(decoder, idle, Workers.Shared);
}

using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Metrics;

public sealed class PrincipalComponentsTests
{
    private static readonly double[] Mean = [5, 0, 0, 0, 0, 0, -3, 0];

    [Fact]
    public void Share_is_that_of_the_largest_spreads()
    {
        var rows = Axes(4000, [8, 4, 2, 1, 1, 1, 1, 1]);
        double[] expected = [64.0 / 89, 80.0 / 89, 84.0 / 89];
        for (var q = 1; q <= 3; q++) Assert.Equal(expected[q - 1], Explained(rows, q)!.Value, 0.02);
    }

    [Fact]
    public void Rows_in_a_plane_are_all_explained_by_two() => Assert.Equal(1, Explained(Axes(60, [3, 2, 0, 0, 0, 0, 0, 0]), 2)!.Value, 1e-12);

    // Components of noise explain the rows they were found on far better than others.
    [Fact]
    public void Noise_is_not_flattered() => Assert.InRange(Explained(Axes(30, [1, 1, 1, 1, 1, 1, 1, 1]), 2)!.Value, 0, 0.4);

    [Fact]
    public void More_components_than_rows_differ_in_are_no_harm() => Assert.Equal(1, Explained(Axes(60, [3, 2, 0, 0, 0, 0, 0, 0]), 4)!.Value, 1e-12);

    [Theory, InlineData(60, 0), InlineData(60, 5), InlineData(7, 2), InlineData(0, 1)]
    public void Too_few_rows_or_inputs_tell_nothing(int rows, int components) => Assert.Null(Explained(Axes(rows, [1, 1, 1, 1, 1, 1, 1, 1]), components));

    [Fact]
    public void Rows_that_do_not_vary_tell_nothing() => Assert.Null(Explained(Axes(60, [0, 0, 0, 0, 0, 0, 0, 0]), 2));

    [Fact]
    public void Work_that_takes_too_long_is_not_begun() => Assert.Null(PrincipalComponents.ExplainedVariance(new Matrix<double>(4000, 2000), new double[2000], 500, Workers.Shared, new CancellationToken(canceled: true)));

    [Fact]
    public void Work_stops_where_it_is_told_to() => Assert.Throws<OperationCanceledException>(() => PrincipalComponents.ExplainedVariance(Axes(60, [1, 1, 1, 1, 1, 1, 1, 1]), Mean, 2, Workers.Shared, new CancellationToken(canceled: true)));

    private static double? Explained(Matrix<double> rows, int components) => PrincipalComponents.ExplainedVariance(rows, Mean, components, Workers.Shared, TestContext.Current.CancellationToken);

    /// <summary>Rows about the mean, each input with its own spread.</summary>
    private static Matrix<double> Axes(int count, double[] spreads)
    {
        var (rows, numbers) = (new Matrix<double>(count, 8), Networks.Numbers(Math.Max(1, count), 8, seed: 9, low: -1));
        for (var r = 0; r < count; r++)
            for (var j = 0; j < 8; j++) rows[r, j] = Mean[j] + spreads[j] * numbers[r, j];
        return rows;
    }
}

using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Metrics;

public sealed class CodeStatisticsTests
{
    // One row and one unit after the other, as a plain loop adds them: to the last bit.
    [Theory, InlineData(1, 1), InlineData(33, 7), InlineData(100, 40), InlineData(129, 65)]
    public void Sums_have_the_order_of_a_plain_loop_whatever_the_threads(int rows, int units)
    {
        var codes = Networks.Numbers(rows, units, seed: 5).ToMatrix<double>();
        using var three = new Workers(3);
        var statistics = new CodeStatistics(units);
        statistics.Add(codes.Window(0, rows / 2, units), three);
        statistics.Add(codes.Window(rows / 2 * units, rows - rows / 2, units), three);
        var (sums, squares, population, histogram) = (new double[units], new double[units], 0.0, new long[100]);
        for (var r = 0; r < rows; r++)
        {
            var (sum, sumOfSquares) = (0.0, 0.0);
            for (var l = 0; l < units; l++)
            {
                var code = codes[r, l];
                sums[l] += code;
                squares[l] += code * code;
                sum += code;
                sumOfSquares += code * code;
                histogram[(int)(code * 100)]++;
            }
            population += CodeStatistics.Sparseness(sum, sumOfSquares, units);
        }
        Assert.Equal(sums, statistics.Sums.ToArray());
        Assert.Equal(population / rows, statistics.PopulationSparseness);
        Assert.Equal(Enumerable.Range(0, units).Average(l => CodeStatistics.Sparseness(sums[l], squares[l], rows)), statistics.LifetimeSparseness);
        Assert.Equal(histogram, statistics.Histogram);
    }
}

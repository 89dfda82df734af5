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
        Assert.Equal([.. sums, .. squares], statistics.Sums.ToArray());
        Assert.Equal(population / rows, statistics.PopulationSparseness);
        Assert.Equal(Enumerable.Range(0, units).Average(l => CodeStatistics.Sparseness(sums[l], squares[l], rows)), statistics.LifetimeSparseness);
        Assert.Equal(histogram, statistics.Histogram);
    }

    [Fact]
    public void Contrast_is_0_for_what_never_varies_and_1_for_what_is_only_ever_0_or_1()
    {
        double[] Unit(Func<int, double> code) => [.. Enumerable.Range(0, 1000).Select(code)];
        double[][] units = [Unit(_ => 0.05), Unit(_ => 1 / 3.0), Unit(_ => 0), Unit(_ => 1), Unit(r => r % 20 == 0 ? 1 : 0), Unit(r => r % 2 == 0 ? 0.5 : 0), Unit(r => 0.05 + 1e-9 * (r % 2))];
        var statistics = new CodeStatistics(units.Length);
        for (var first = 0; first < 1000; first += 250)
        {
            var codes = new Matrix<double>(250, units.Length);
            for (var r = 0; r < 250; r++)
                for (var l = 0; l < units.Length; l++) codes[r, l] = units[l][first + r];
            statistics.Add(codes, Workers.Shared);
        }
        var contrasts = statistics.Contrasts();
        Assert.Equal([0, 0, 0, 0], contrasts[..4]);              // exactly: no noise of what cancels
        Assert.Equal(1, contrasts[4], 1e-12);
        Assert.Equal(1 / 3.0, contrasts[5], 1e-12);              // variance 1/16, mean 1/4
        Assert.Equal(0.25e-18 / 0.0475, contrasts[6], 1e-22);
        Assert.Equal(1 + 0.05, statistics.L0, 1e-12);            // what is exactly ½ is not active
    }
}

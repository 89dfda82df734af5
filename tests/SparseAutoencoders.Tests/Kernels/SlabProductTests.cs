using System.Numerics;
using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class SlabProductTests
{
    // 2,000 rows go through in slabs of 524 units, 100 in slabs of 10,485: of both kinds there are several here or one alone.
    [Theory, InlineData(2000, 1300), InlineData(2000, 524), InlineData(100, 1300), InlineData(1, 1), InlineData(3, 5)]
    public void Run_in_slabs_gives_the_bits_of_the_whole_product_for_any_number_of_threads(int rows, int units)
    {
        Check<float>(rows, units);
        Check<double>(rows, units);
    }

    private static void Check<T>(int rows, int units) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Inputs = 7;
        var (x, weights, bias) = (Networks.Numbers(rows, Inputs, seed: 1, low: -1).ToMatrix<T>(), Networks.Numbers(units, Inputs, seed: 2, low: -1).ToMatrix<T>(), Networks.Numbers(1, units, seed: 3, low: -1).ToMatrix<T>());
        var whole = new Matrix<T>(rows, units);
        MatrixProduct.MultiplyByTranspose(x, weights, bias, whole, Workers.Shared);
        var expected = Found(whole);
        foreach (var threads in new[] { 1, 2, 3, 4 })
        {
            using var workers = new Workers(threads);
            var (product, some, largest) = (new SlabProduct<T>(workers), new Candidates<T>(), new Candidates<T>());
            for (var again = 0; again < 2; again++)
            {
                some.Begin(rows, null, T.Zero);
                largest.Begin(rows, null, T.Zero, most: 3);
                product.Run(x, weights, bias, some, largest);
                largest.Complete(workers);
                for (var r = 0; r < rows; r++)
                {
                    Assert.Equal(expected[r].Units, some.UnitsOf(r).ToArray());
                    Assert.Equal(expected[r].Numbers, some.NumbersOf(r).ToArray());
                    Assert.Equal(Math.Min(3, expected[r].Units.Length), largest.CountOf(r));
                }
            }
        }
    }

    private static List<(int[] Units, T[] Numbers)> Found<T>(Matrix<T> whole) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, whole.Rows).Select(r =>
        {
            int[] units = [.. Enumerable.Range(0, whole.Columns).Where(l => whole[r, l] > T.Zero)];
            return (units, units.Select(l => whole[r, l]).ToArray());
        })];
}

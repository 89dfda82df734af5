using System.Numerics;
using System.Runtime.InteropServices;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class MatrixProductTests
{
    private static readonly (int N, int K, int M)[] OddSizes =
        [(257, 129, 65), (65, 257, 33), (13, 255, 257), (129, 31, 255), (1, 257, 1), (257, 1, 3), (97, 96, 95), (12, 256, 32), (6, 257, 16)];

    public static TheoryData<ProductKind> Kinds => new(Enum.GetValues<ProductKind>());

    [Theory, MemberData(nameof(Kinds))]
    public void Product_of_any_sizes_is_the_plain_sum(ProductKind kind)
    {
        foreach (var (n, k, m) in Sizes(kind))
        {
            PlainSum<float>(kind, n, k, m, multiple: 2);
            PlainSum<double>(kind, n, k, m, multiple: 4); // the oracle rounds as often as the kernel
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Product_of_any_sizes_has_the_bits_of_the_chain(ProductKind kind)
    {
        foreach (var (n, k, m) in Sizes(kind))
        {
            Chain<float>(kind, n, k, m, accumulate: false);
            Chain<float>(kind, n, k, m, accumulate: true);
            Chain<double>(kind, n, k, m, accumulate: false);
            Chain<double>(kind, n, k, m, accumulate: true);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Product_larger_than_a_slab_has_the_bits_of_the_chain(ProductKind kind)
    {
        Chain<float>(kind, 5, 1_500, 800, accumulate: false);
        Chain<float>(kind, 2, 270, 5_000, accumulate: true);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(5), InlineData(300)]
    public void Product_that_begins_with_a_row_has_the_bits_of_the_chain(int depth)
    {
        foreach (var (n, m) in ((int, int)[])[(1, 1), (12, 32), (13, 33), (50, 83)])
        {
            var row = ReferenceProducts.Matrix<float>(1, m, 9);
            foreach (var kind in (ProductKind[])[ProductKind.Multiply, ProductKind.MultiplyByTranspose])
            {
                var product = new ProductCase<float>(kind, n, depth, m, 6);
                var expected = new Matrix<float>(n, m);
                ForEach(product, (i, j, a, b) => expected[i, j] = ReferenceProducts.Chain<float>(a, b, row[0, j]));
                if (kind == ProductKind.Multiply) MatrixProduct.Multiply(product.A, product.B, row, product.C, Workers.Shared);
                else MatrixProduct.MultiplyByTranspose(product.A, product.B, row, product.C, Workers.Shared);
                Assert.Equal(Bits(expected), Bits(product.C));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_half_a_page_apart_give_the_bits_of_the_chain(ProductKind kind)
    {
        Chain<float>(kind, 30, 512, 40, accumulate: false);      // the distance at which rows of a are packed, not read in place
        Chain<double>(kind, 512, 256, 33, accumulate: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Threads_any_number_give_the_same_bits(ProductKind kind)
    {
        foreach (var (n, k, m) in ((int, int, int)[])[(130, 97, 75), (7, 300, 400), (400, 30, 9), (100, 200, 120)])
        {
            using var one = new Workers(1);
            var expected = Bits(new ProductCase<float>(kind, n, k, m, 7).Run(one).C);
            foreach (var threads in (int[])[2, 3, 5])
            {
                using var many = new Workers(threads);
                Assert.Equal(expected, Bits(new ProductCase<float>(kind, n, k, m, 7).Run(many).C));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Callers_at_the_same_time_get_their_own_products(ProductKind kind)
    {
        var expected = Bits(new ProductCase<float>(kind, 90, 80, 70, 3).Run(Workers.Shared).C);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            _ => Assert.Equal(expected, Bits(new ProductCase<float>(kind, 90, 80, 70, 3).Run(Workers.Shared).C)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Not_a_number_and_infinity_stay_in_their_row_and_column(ProductKind kind)
    {
        var product = new ProductCase<float>(kind, 9, 12, 19, 1);
        product.A.All.Fill(1);
        product.B.All.Fill(1);
        (kind == ProductKind.TransposeMultiply ? ref product.A[11, 8] : ref product.A[8, 11]) = float.NaN;
        (kind == ProductKind.MultiplyByTranspose ? ref product.B[18, 0] : ref product.B[0, 18]) = float.PositiveInfinity;
        product.Run(Workers.Shared);
        for (var i = 0; i < 9; i++)
            for (var j = 0; j < 19; j++) Assert.Equal(i == 8 ? float.NaN : j == 18 ? float.PositiveInfinity : 12, product.C[i, j]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Sizes_that_do_not_fit_are_refused_with_all_sizes_named(ProductKind kind)
    {
        var error = Assert.Throws<ArgumentException>(() =>
        {
            var (a, b, c) = (new Matrix<float>(2, 3), new Matrix<float>(5, 7), new Matrix<float>(11, 13));
            switch (kind)
            {
                case ProductKind.Multiply: MatrixProduct.Multiply(a, b, c, Workers.Shared); break;
                case ProductKind.MultiplyByTranspose: MatrixProduct.MultiplyByTranspose(a, b, c, Workers.Shared); break;
                default: MatrixProduct.TransposeMultiply(a, b, c, Workers.Shared); break;
            }
        });
        Assert.StartsWith($"{kind}: a is (2, 3), b is (5, 7) and c is (11, 13).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_that_shares_memory_with_a_factor_is_refused()
    {
        var numbers = new Matrix<float>(20, 4);
        var factor = new Matrix<float>(4, 4);
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(numbers.Window(0, 4, 4), factor, numbers.Window(12, 4, 4), Workers.Shared));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(factor, numbers.Window(0, 4, 4), numbers.Window(0, 4, 4), Workers.Shared));
        MatrixProduct.Multiply(numbers.Window(0, 4, 4), factor, numbers.Window(16, 4, 4), Workers.Shared); // neighbours are no overlap
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Products_once_warm_allocate_nothing(ProductKind kind)
    {
        using var workers = new Workers(2);
        var small = new ProductCase<float>(kind, 10, 20, 30, 1);
        var large = new ProductCase<double>(kind, 130, 140, 150, 1);
        Assert.Equal(0, Allocations.OfTenCalls(() =>
        {
            small.Run(workers);
            large.Run(workers);
        }));
    }

    /// <summary>Each size from 0 to 40 in each place, in three random combinations; then odd ones around the blocks' edges.</summary>
    private static IEnumerable<(int N, int K, int M)> Sizes(ProductKind kind)
    {
        var random = new Random((int)kind);
        for (var round = 0; round < 3; round++)
        {
            int[] n = [.. Enumerable.Range(0, 41)], k = [.. n], m = [.. n];
            random.Shuffle(n);
            random.Shuffle(k);
            random.Shuffle(m);
            for (var i = 0; i < n.Length; i++) yield return (n[i], k[i], m[i]);
        }
        foreach (var size in OddSizes) yield return size;
    }

    /// <summary>Rounding errors of a sum grow like its length's root: at most <paramref name="multiple"/> · ε · √k of √Σ(ab)².</summary>
    private static void PlainSum<T>(ProductKind kind, int n, int k, int m, double multiple) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var epsilon = typeof(T) == typeof(float) ? Math.Pow(2, -23) : Math.Pow(2, -52);
        var product = new ProductCase<T>(kind, n, k, m, 5).Run(Workers.Shared);
        ForEach(product, (i, j, a, b) =>
        {
            var (sum, size) = ReferenceProducts.Sum<T>(a, b);
            var difference = Math.Abs(double.CreateChecked(product.C[i, j]) - sum);
            Assert.True(difference <= multiple * epsilon * Math.Sqrt(k) * size, $"{kind} ({n}, {k}, {m}) at ({i}, {j}): off by {difference}");
        });
    }

    private static void Chain<T>(ProductKind kind, int n, int k, int m, bool accumulate) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new ProductCase<T>(kind, n, k, m, 6);
        var expected = new Matrix<T>(n, m);
        ForEach(product, (i, j, a, b) => expected[i, j] = ReferenceProducts.Chain<T>(a, b, accumulate ? product.C[i, j] : T.Zero));
        product.Run(Workers.Shared, accumulate);
        Assert.True(Bits(expected).AsSpan().SequenceEqual(Bits(product.C)), $"{kind} ({n}, {k}, {m}), {typeof(T).Name}, accumulate {accumulate}");
    }

    private static void ForEach<T>(ProductCase<T> product, Action<int, int, T[], T[]> check) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var columns = Enumerable.Range(0, product.C.Columns).Select(product.LineOfB).ToArray();
        for (var i = 0; i < product.C.Rows; i++)
        {
            var row = product.LineOfA(i);
            for (var j = 0; j < columns.Length; j++) check(i, j, row, columns[j]);
        }
    }

    private static byte[] Bits<T>(Matrix<T> matrix) where T : unmanaged, IBinaryFloatingPointIeee754<T> => MemoryMarshal.AsBytes(matrix.All).ToArray();
}

using System.Numerics;
using System.Runtime.InteropServices;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class PackedFactorTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(12, 256, 32)]
    [InlineData(13, 257, 33)]
    [InlineData(50, 512, 83)]
    [InlineData(300, 70, 20)]
    [InlineData(1, 1, 33)]
    [InlineData(1, 257, 100)]
    [InlineData(1, 1_500, 768)]                                  // more than a slab, in depth
    [InlineData(1, 1_500, 800)]                                  // and in width
    [InlineData(5, 1_500, 800)]
    public void Product_with_a_formula_at_its_end_has_the_bits_of_the_chain_and_of_the_formula(int n, int depth, int m)
    {
        Check<float>(n, depth, m);
        Check<double>(n, depth, m);
    }

    [Fact]
    public void Product_of_sizes_that_do_not_fit_is_refused()
    {
        var factor = new PackedFactor<float>(new Matrix<float>(3, 4), Workers.Shared);
        var row = new Matrix<float>(1, 3);
        Assert.Throws<ArgumentException>(() => factor.Multiply(new float[9], row, new float[6], default(NoEnd<float>)));
        Assert.Throws<ArgumentException>(() => factor.Multiply(new float[8], row, new float[7], default(NoEnd<float>)));
        Assert.Throws<ArgumentException>(() => factor.Multiply(new float[8], new Matrix<float>(1, 4), new float[6], default(NoEnd<float>)));
    }

    [Fact]
    public void Product_asked_for_by_tasks_is_the_same_as_by_a_caller()
    {
        using var workers = new Workers(3);
        var (a, b, row) = (ReferenceProducts.Matrix<float>(1, 900, 1), ReferenceProducts.Matrix<float>(700, 900, 2), ReferenceProducts.Matrix<float>(1, 700, 3));
        var factor = new PackedFactor<float>(b, workers);
        var (expected, all) = (new float[700], new Matrix<float>(4, 700));
        factor.Multiply(a.All, row, expected, default(NoEnd<float>));
        Assert.False(workers.AreTaken);
        workers.Run(4, new Task(factor, a, row, all, workers));
        for (var task = 0; task < 4; task++) Assert.Equal(expected, all.Row(task).ToArray());
    }

    private readonly struct Task(PackedFactor<float> factor, Matrix<float> a, Matrix<float> row, Matrix<float> c, Workers workers) : IParallelBody
    {
        public void Invoke(int task)
        {
            Assert.True(workers.AreTaken);
            factor.Multiply(a.All, row, c.Row(task), default(NoEnd<float>));
        }
    }

    private static void Check<T>(int n, int depth, int m) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b, row) = (ReferenceProducts.Matrix<T>(n, depth, 1), ReferenceProducts.Matrix<T>(m, depth, 2), ReferenceProducts.Matrix<T>(1, m, 3));
        var expected = new Matrix<T>(n, m);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < m; j++) expected[i, j] = ReferenceProducts.Chain<T>(a.Row(i), b.Row(j), row[0, j]);
        Elementwise.Map<T, SigmoidFunction<T>>(expected.All, expected.All, default);

        foreach (var threads in (int[])[1, 2, 5])
        {
            using var workers = new Workers(threads);
            var own = new Matrix<T>(m, depth);
            b.All.CopyTo(own.All);
            var factor = new PackedFactor<T>(own, workers);
            own.All.Clear();                                     // it has its own copy
            var c = new T[n * m + 1];
            factor.Multiply(a.All, row, c.AsSpan(1), new MapEnd<T, SigmoidFunction<T>>(default)); // not aligned
            Assert.Equal(MemoryMarshal.AsBytes(expected.All).ToArray(), MemoryMarshal.AsBytes(c.AsSpan(1)).ToArray());
        }
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class ReductionsTests
{
    // Up to 70 products of numbers in [−1, 1], added in double.
    private const double Absolute = 70 * 1.2e-16 * 70;

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 71)];

    [Theory, MemberData(nameof(Lengths))]
    public void Sums_any_length_agree_with_plain_loops(int length)
    {
        Check<float>(length);
        Check<double>(length);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void AddRows_adds_row_after_row(int length)
    {
        CheckAddRows<float>(length + 1);
        CheckAddRows<double>(length + 1);
    }

    private static void CheckAddRows<T>(int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = Networks.Numbers(5, columns, seed: 1, low: -1).ToMatrix<T>();
        var sums = Enumerable.Range(0, columns).Select(i => (double)i).ToArray();
        Reductions.AddRows<T>(rows.All, sums);
        for (var l = 0; l < columns; l++)
        {
            var expected = (double)l;
            for (var r = 0; r < rows.Rows; r++) expected += double.CreateTruncating(rows[r, l]);
            Assert.Equal(expected, sums[l]);
        }
    }

    [Fact]
    public void RowBlocks_cover_every_row_once()
    {
        for (var rows = 0; rows < 200; rows++)
        {
            var next = 0;
            for (var block = 0; block < RowBlocks.Count(rows); block++)
            {
                var (first, count) = RowBlocks.Bounds(block, rows);
                Assert.Equal(next, first);
                Assert.InRange(count, 1, RowBlocks.Size);
                next = first + count;
            }
            Assert.Equal(rows, next);
        }
    }

    [Fact]
    public void Sums_of_spans_that_differ_in_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Reductions.Dot<float>(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Reductions.SquaredDistance<float>(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Reductions.AddRows<float>(new float[3], new double[2]));
    }

    [Fact]
    public void Sum_of_a_vector_adds_all_lanes()
    {
        Assert.Equal(120, Reductions.Sum(Vector512.Create([.. Enumerable.Range(0, 16).Select(i => (float)i)])));
        Assert.Equal(28, Reductions.Sum(Vector512.Create([.. Enumerable.Range(0, 8).Select(i => (double)i)])));
    }

    private static void Check<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = Networks.Numbers(2, Math.Max(1, length), seed: (ulong)length, low: -1).ToMatrix<T>();
        ReadOnlySpan<T> x = numbers.Row(0)[..length], y = numbers.Row(1)[..length];
        var (dot, distance, magnitudes) = (0.0, 0.0, 0.0);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (double.CreateTruncating(x[i]), double.CreateTruncating(y[i]));
            (dot, distance, magnitudes) = (dot + a * b, distance + (a - b) * (a - b), magnitudes + Math.Abs(a));
        }
        Close.To(dot, Reductions.Dot(x, y), 0, Absolute);
        Close.To(distance, Reductions.SquaredDistance(x, y), 0, 4 * Absolute);
        Close.To(magnitudes, Reductions.SumOfMagnitudes(x), 0, Absolute);
        Assert.Equal(Reductions.Dot(x, x), Reductions.SquaredNorm(x));
    }
}

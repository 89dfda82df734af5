using System.Numerics;
using System.Runtime.Intrinsics;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class ElementwiseTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 71)];

    [Theory, MemberData(nameof(Lengths))]
    public void Map_any_length_is_the_formula_of_each_number(int length)
    {
        Check<float>(length);
        Check<double>(length);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Narrow_any_length_rounds_to_the_nearest_single(int length)
    {
        // Ties, numbers beyond single precision's range at both ends, and what is no number.
        double[] numbers = [1 + Math.Pow(2, -24), 1 + 3 * Math.Pow(2, -24), 1e9 + 33, 1e300, -1e300, 1e-46, double.NaN, Math.PI];
        double[] x = [.. Enumerable.Range(0, length).Select(i => numbers[i % numbers.Length])];
        var result = new float[length + 2];
        Array.Fill(result, -7);
        Elementwise.Narrow(x, result.AsSpan(1, length));
        Assert.Equal([-7, .. x.Select(number => (float)number), -7], result);
        Assert.Throws<ArgumentException>(() => Elementwise.Narrow(x, new float[length + 1]));
    }

    [Fact]
    public void Map_spans_that_differ_in_length_are_refused()
    {
        var (four, five) = (new float[4], new float[5]);
        Assert.Throws<ArgumentException>(() => Elementwise.Map<float, Scale<float>>(four, five, new Scale<float>(1)));
        Assert.Throws<ArgumentException>(() => Elementwise.Map<float, Add<float>>(four, five, four, default));
        Assert.Throws<ArgumentException>(() => Elementwise.Map<float, Sum3<float>>(four, four, five, four, default));
    }

    private static void Check<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The numbers lie inside larger arrays whose ends must stay as they were.
        T[] x = [.. Enumerable.Range(1, length).Select(T.CreateTruncating)];
        T[] y = [.. x.Select(v => v * v)];
        T[] z = [.. x.Select(v => -v)];
        var result = new T[length + 20];
        Array.Fill(result, T.NaN);
        var inside = result.AsSpan(10, length);

        Elementwise.Map<T, Scale<T>>(x, inside, new Scale<T>(T.CreateTruncating(3)));
        Same(i => T.CreateTruncating(3) * x[i]);
        Elementwise.Map<T, Add<T>>(x, y, inside, default);
        Same(i => x[i] + y[i]);
        Elementwise.Map<T, AddScaled<T>>(x, y, inside, new AddScaled<T>(T.CreateTruncating(-2)));
        Same(i => y[i] - T.CreateTruncating(2) * x[i]);
        Elementwise.Map<T, Sum3<T>>(x, y, z, inside, default);
        Same(i => y[i]);
        Elementwise.Map<T, Scale<T>>(inside, inside, new Scale<T>(T.CreateTruncating(2)));      // in place
        Same(i => y[i] + y[i]);

        void Same(Func<int, T> expected)
        {
            for (var i = 0; i < length; i++) Assert.Equal(expected(i), result[10 + i]);
            Assert.All([.. result[..10], .. result[(10 + length)..]], v => Assert.True(T.IsNaN(v)));
        }
    }

    private readonly struct Sum3<T> : IMap3<T> where T : unmanaged
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => x + y + z;
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class VectorMathTests
{
    // What VectorMath's head promises.
    private const double ExpUlps = 2, SigmoidUlps = 3, Log1pUlps = 3, SoftplusUlps = 4;

    [Fact]
    public void Exp_double_is_within_its_bound() => Assert.InRange(Grid(-708, 708).Max(x => WideFunctions.UlpsBetween(WideFunctions.Exp(x), Exp(x))), 0, ExpUlps);

    [Fact]
    public void Sigmoid_double_is_within_its_bound() =>
        Assert.InRange(Grid(-700, 700).Concat(Grid(-40, 40)).Max(x => WideFunctions.UlpsBetween(WideFunctions.Sigmoid(x), Sigmoid(x))), 0, SigmoidUlps);

    [Fact]
    public void Softplus_double_is_within_its_bound() =>
        Assert.InRange(Grid(-700, 700).Concat(Grid(-40, 40)).Max(x => WideFunctions.UlpsBetween(WideFunctions.Softplus(x), Softplus(x))), 0, SoftplusUlps);

    [Fact]
    public void Log1pOfUnit_double_is_within_its_bound() =>
        Assert.InRange(Grid(0, 1).Max(u => WideFunctions.UlpsBetween(WideFunctions.Log1p((WideFunctions.Exact(u), 0)), Log1pOfUnit(u))), 0, Log1pUlps);

    [Fact]
    public void Exp_single_is_within_its_bound() => Assert.InRange(SingleGrid(-87.3f, 87.3f).Max(x => Ulps(Math.Exp(x), Exp(x))), 0, ExpUlps);

    [Fact]
    public void Sigmoid_single_is_within_its_bound() =>
        Assert.InRange(SingleGrid(-87, 87).Concat(SingleGrid(-20, 20)).Max(x => Ulps(ReferenceFunctions.Sigmoid(x), Sigmoid(x))), 0, SigmoidUlps);

    [Fact]
    public void Softplus_single_is_within_its_bound() =>
        Assert.InRange(SingleGrid(-87, 87).Concat(SingleGrid(-20, 20)).Max(x => Ulps(ReferenceFunctions.Softplus(x), Softplus(x))), 0, SoftplusUlps);

    [Fact]
    public void Log1pOfUnit_single_is_within_its_bound() =>
        Assert.InRange(SingleGrid(0, 1).Append(1e-20f).Append(1e-7f).Max(u => Ulps(ReferenceFunctions.Log1p(u), Log1pOfUnit(u))), 0, Log1pUlps);

    [Fact]
    public void Sigmoid_golden_values_agree_in_both_precisions() => Assert.All(GoldenFile.Read.Sigmoid, golden =>
    {
        // Beyond |z| = 708 (87.3) e^-z counts as there, about 1e-307 (1e-38).
        Close.To(golden.Sigmoid, Sigmoid(golden.Z), 3 * 2.3e-16, absolute: 4e-308);
        Close.To(golden.Softplus, Softplus(golden.Z), 4 * 2.3e-16, absolute: 4e-308);
        var z = (float)golden.Z;
        if (z != golden.Z) return;
        Close.To(golden.Sigmoid, Sigmoid(z), 3 * 1.2e-7, absolute: 2e-38);
        Close.To(golden.Softplus, Softplus(z), 4 * 1.2e-7, absolute: 2e-38);
    });

    [Fact]
    public void Log1p_golden_values_agree() => Assert.All(GoldenFile.Read.Log1p, golden => Close.To(golden.Log1p, VectorMath.Log1p(golden.X), 1e-15));

    [Fact]
    public void Log1pMinus_keeps_its_relative_accuracy_near_zero()
    {
        foreach (var x in new[] { 0.25, -0.25, 0.1, -0.1, 1e-3, -1e-3, 1e-8, -1e-8, 1e-150, -1e-150 })
        {
            var (expected, term) = (0.0, -1.0);                  // −x²/2 + x³/3 − …, from its smallest term on
            for (var k = 60; k >= 2; k--)
            {
                term = (k % 2 == 0 ? -1.0 : 1.0) / k;
                expected = expected * x + term;
            }
            Close.To(expected * x * x, VectorMath.Log1pMinus(x), 4e-16);
        }
        Assert.Equal(0, VectorMath.Log1pMinus(0));
        Close.To(Math.Log(4) - 3, VectorMath.Log1pMinus(3), 1e-15);
    }

    [Fact]
    public void Sigmoid_at_zero_is_exactly_a_half() => Assert.Equal((0.5, 0.5f), (Sigmoid(0.0), Sigmoid(0f)));

    [Fact]
    public void Sigmoid_extremes_stay_in_zero_to_one_and_above_zero()
    {
        foreach (var x in new[] { 1e3, 1e30, double.MaxValue, double.PositiveInfinity })
        {
            Assert.Equal((1, 1f), (Sigmoid(x), Sigmoid((float)x)));
            Assert.InRange(Sigmoid(-x), 1e-308, 1e-307);
            Assert.InRange(Sigmoid((float)-x), 1e-38f, 2e-38f);
            Assert.Equal(x, Softplus(x));
            Assert.InRange(Softplus(-x), 1e-308, 1e-307);
        }
    }

    [Fact]
    public void NaN_passes_through()
    {
        Assert.True(double.IsNaN(Exp(double.NaN)) && double.IsNaN(Sigmoid(double.NaN)) && double.IsNaN(Softplus(double.NaN)) && double.IsNaN(Log1pOfUnit(double.NaN)));
        Assert.True(float.IsNaN(Exp(float.NaN)) && float.IsNaN(Sigmoid(float.NaN)) && float.IsNaN(Softplus(float.NaN)) && float.IsNaN(Log1pOfUnit(float.NaN)));
    }

    [Fact]
    public void Functions_rise_with_their_argument()
    {
        // 1/128 apart: many units in the last place of e^x, however large; sigmoid and softplus flatten, so may stand still but never fall.
        for (var x = -87f; x < 87; x += 1 / 128f)
        {
            Assert.True(Exp(x + 1 / 128f) > Exp(x));
            Assert.True(Sigmoid(x + 1 / 128f) >= Sigmoid(x));
            Assert.True(Softplus(x + 1 / 128f) >= Softplus(x));
            Assert.True(Sigmoid((double)x + 1 / 128f) >= Sigmoid((double)x));
            Assert.True(Softplus((double)x + 1 / 128f) > Softplus((double)x));
        }
    }

    [Fact]
    public void Every_lane_gives_the_same_bits()
    {
        var x = Vector512.Create([.. Enumerable.Range(0, 16).Select(i => -7.3f + i)]);
        for (var lane = 0; lane < 16; lane++) Assert.Equal(Sigmoid(x[lane]), VectorMath.Sigmoid(x)[lane]);
    }

    private static T Exp<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Exp(Vector512.Create(x))[0];

    private static T Sigmoid<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Sigmoid(Vector512.Create(x))[0];

    private static T Softplus<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Softplus(Vector512.Create(x))[0];

    private static T Log1pOfUnit<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Log1pOfUnit(Vector512.Create(x))[0];

    private static IEnumerable<double> Grid(double low, double high) =>
        Enumerable.Range(0, 4001).Select(i => low + (high - low) * i / 4000);

    private static IEnumerable<float> SingleGrid(float low, float high) =>
        Enumerable.Range(0, 200_001).Select(i => (float)(low + ((double)high - low) * i / 200_000));

    private static double Ulps(double exact, float actual) => Math.Abs(actual - exact) / (MathF.BitIncrement((float)exact) - (float)exact);
}

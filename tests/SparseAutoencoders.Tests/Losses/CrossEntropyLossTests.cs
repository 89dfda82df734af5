using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Losses;

public sealed class CrossEntropyLossTests
{
    [Fact]
    public void Evaluate_golden_logits_gives_value_and_slope() => Assert.All(GoldenFile.Read.CrossEntropy, golden =>
    {
        var (value, slope) = Of(golden.Logit, golden.Input);
        // softplus(z) − x z cancels for a large logit whose input agrees with it: what is left is below a unit in the last place of z.
        var rounding = Math.BitIncrement(Math.Abs(golden.Logit)) - Math.Abs(golden.Logit);
        Close.To(golden.Value, value, 1e-15, absolute: 2 * rounding + 1e-300);
        Close.To(golden.Slope, slope, 1e-15, absolute: 3e-16);
    });

    [Theory, InlineData(1e5), InlineData(-1e5), InlineData(1e300), InlineData(-1e300)]
    public void Evaluate_logits_far_out_is_finite(double logit)
    {
        foreach (var input in new[] { 0.0, 0.5, 1.0 })
        {
            var (value, slope) = Of(logit, input);
            Assert.True(double.IsFinite(value) && value >= 0);
            Assert.InRange(slope, -1, 1);
        }
    }

    [Fact]
    public void Evaluate_any_width_sums_over_inputs()
    {
        for (var width = 1; width <= 35; width++)
        {
            var (x, logits) = (Networks.Numbers(2, width, seed: 1), Networks.Numbers(2, width, seed: 2, low: -4, high: 4));
            var (values, _) = x.Passes<double>(1);
            logits.ToMatrix<double>().All.CopyTo(values.Logits.All);
            var expected = 0.0;
            for (var i = 0; i < 2; i++)
                for (var j = 0; j < width; j++) expected += ReferenceFunctions.CrossEntropy(logits[i, j], x[i, j]) / 2;
            Close.To(expected, new CrossEntropyOptions().Create<double>(OutputFunction.Sigmoid, Workers.Shared).Evaluate(values, null), 40 * 2.3e-16);
        }
    }

    [Fact]
    public void Accepts_only_a_sigmoid_decoder()
    {
        Assert.True(new CrossEntropyOptions().Accepts(OutputFunction.Sigmoid));
        Assert.False(new CrossEntropyOptions().Accepts(OutputFunction.Linear));
    }

    private static (double Value, double Slope) Of(double logit, double input)
    {
        var (values, gradients) = new[,] { { input } }.Passes<double>(1);
        values.Logits[0, 0] = logit;
        var value = new CrossEntropyOptions().Create<double>(OutputFunction.Sigmoid, Workers.Shared).Evaluate(values, gradients);
        return (value, gradients.Logits[0, 0]);
    }
}

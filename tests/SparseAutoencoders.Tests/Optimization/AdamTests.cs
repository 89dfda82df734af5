using SparseAutoencoders.Kernels;
using SparseAutoencoders.Optimization;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class AdamTests
{
    [Fact]
    public void Step_golden_trajectory_agrees()
    {
        var golden = GoldenFile.Read.Adam;
        Assert.Equal((0.9, 0.999, 1e-8), (golden.Beta1, golden.Beta2, golden.Epsilon));
        var rule = new AdamOptions().Create<double>(3, Workers.Shared);
        var single = new AdamOptions().Create<float>(3, Workers.Shared);
        double[] weights = [.. golden.Start];
        float[] narrow = [.. golden.Start.Select(w => (float)w)];
        foreach (var step in golden.Path)
        {
            rule.Step(weights, step.Gradient, golden.Rate);
            single.Step(narrow, [.. step.Gradient.Select(g => (float)g)], golden.Rate);
            Close.To(step.Weights, weights, 1e-14);
            Close.To(step.Weights, [.. narrow.Select(w => (double)w)], 4e-7);
        }
    }

    [Fact]
    public void Step_first_moves_every_weight_by_the_rate_against_its_gradient()
    {
        // Any size of gradient, as long as epsilon is small beside it.
        double[] weights = new double[20], gradient = [.. Enumerable.Range(0, 20).Select(i => Math.Pow(10, i - 4) * (i % 2 == 0 ? 1 : -1))];
        new AdamOptions().Create<double>(20, Workers.Shared).Step(weights, gradient, 0.01);
        for (var i = 0; i < 20; i++) Close.To(i % 2 == 0 ? -0.01 : 0.01, weights[i], 2e-4);
    }

    [Fact]
    public void Step_zero_gradient_leaves_weights()
    {
        float[] weights = [1, 2, 3];
        new AdamOptions().Create<float>(3, Workers.Shared).Step(weights, new float[3], 0.01);
        Assert.Equal([1, 2, 3], weights);
    }
}

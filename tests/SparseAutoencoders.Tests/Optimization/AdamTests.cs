using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Reference;
using static SparseAutoencoders.Tests.Optimization.UpdatePassTests;

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
        var (weights, narrow) = (Line(golden.Start), Line([.. golden.Start.Select(w => (float)w)]));
        foreach (var step in golden.Path)
        {
            rule.Step(weights, Line(step.Gradient), 3, 0, golden.Rate);
            single.Step(narrow, Line([.. step.Gradient.Select(g => (float)g)]), 3, 0, golden.Rate);
            Close.To(step.Weights, weights.All.ToArray(), 1e-14);
            Close.To(step.Weights, [.. narrow.All.ToArray().Select(w => (double)w)], 4e-7);
        }
    }

    [Fact]
    public void Step_first_moves_every_weight_by_the_rate_against_its_gradient()
    {
        // Any size of gradient, as long as epsilon is small beside it.
        var weights = new Matrix<double>(1, 20);
        double[] gradient = [.. Enumerable.Range(0, 20).Select(i => Math.Pow(10, i - 4) * (i % 2 == 0 ? 1 : -1))];
        new AdamOptions().Create<double>(20, Workers.Shared).Step(weights, Line(gradient), 0, 0, 0.01);
        for (var i = 0; i < 20; i++) Close.To(i % 2 == 0 ? -0.01 : 0.01, weights.All[i], 2e-4);
    }

    [Fact]
    public void Step_zero_gradient_leaves_weights()
    {
        var weights = Line([1f, 2, 3]);
        new AdamOptions().Create<float>(3, Workers.Shared).Step(weights, new Matrix<float>(1, 3), 3, 0, 0.01);
        Assert.Equal([1, 2, 3], weights.All);
    }
}

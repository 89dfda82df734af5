using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Reference;
using static SparseAutoencoders.Tests.Optimization.UpdatePassTests;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class SgdTests
{
    [Fact]
    public void Step_golden_trajectory_agrees()
    {
        var golden = GoldenFile.Read.Sgd;
        var options = new SgdOptions { Momentum = golden.Momentum };
        var rule = options.Create<double>(3, Workers.Shared);
        var single = options.Create<float>(3, Workers.Shared);
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
    public void Step_without_momentum_is_plain_descent()
    {
        var weights = Line([1.0, 2]);
        var rule = new SgdOptions { Momentum = 0 }.Create<double>(2, Workers.Shared);
        rule.Step(weights, Line([8.0, 0]), 0, 0, 0.125);
        rule.Step(weights, Line([0.0, 8]), 0, 0, 0.125);
        Assert.Equal([0, 1], weights.All);
    }
}

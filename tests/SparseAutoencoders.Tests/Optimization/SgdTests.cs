using SparseAutoencoders.Kernels;
using SparseAutoencoders.Optimization;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Reference;

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
    public void Step_without_momentum_is_plain_descent()
    {
        double[] weights = [1, 2];
        var rule = new SgdOptions { Momentum = 0 }.Create<double>(2, Workers.Shared);
        rule.Step(weights, [8, 0], 0.125);
        rule.Step(weights, [0, 8], 0.125);
        Assert.Equal([0, 1], weights);
    }
}

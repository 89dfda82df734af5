using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Training;

public sealed class MiniBatchStepTests
{
    public static TheoryData<SparsityOptions, MiniBatchOptions> Ways => new()
    {
        { new KlOptions(), new AdamOptions() }, { new KlOptions(), new SgdOptions() }, { new HeldOptions(), new AdamOptions() },
    };

    [Theory, MemberData(nameof(Ways))]
    public void Run_once_warm_allocates_nothing(SparsityOptions sparsity, MiniBatchOptions options)
    {
        using var workers = new Workers(2);
        var step = Step(sparsity, options, workers);
        Assert.Equal(0, Allocations.OfTenCalls(() => step.Run(1e-3)));
    }

    [Theory, MemberData(nameof(Ways))]
    public void Run_tells_the_objective_before_the_step_and_lowers_it(SparsityOptions sparsity, MiniBatchOptions options)
    {
        var step = Step(sparsity, options, Workers.Shared);
        var first = step.Run(1e-3);
        Assert.True(first.WeightDecay > 0);
        var last = first;
        for (var i = 0; i < 30; i++) last = step.Run(1e-3);
        Assert.True(last.Total < first.Total, $"{first.Total} to {last.Total}");
    }

    private static MiniBatchStep<float> Step(SparsityOptions sparsity, MiniBatchOptions options, Workers workers)
    {
        var parameters = Networks.Random(90, 40, tied: false, seed: 3).ToParameters<float>();
        var objective = new Network<float>(parameters, new(sparsity, new SquaredErrorOptions(), OutputFunction.Sigmoid, 1e-4), workers);
        var step = new MiniBatchStep<float>(objective, options.Create<float>(parameters.All.Length, workers), 70, workers);
        step.Begin(Networks.Numbers(70, 90, seed: 4).ToMatrix<float>());
        return step;
    }
}

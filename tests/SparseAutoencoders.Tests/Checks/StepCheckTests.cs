using SparseAutoencoders.Checks;

namespace SparseAutoencoders.Tests.Checks;

public sealed class StepCheckTests
{
    [Fact]
    public void Right_gradient_passes_in_either_precision_and_with_rho_held()
    {
        Assert.InRange(Error<float>(new KlOptions { Rho = 0.2 }), 1e-9, 1e-5);
        Assert.InRange(Error<double>(new KlOptions { Rho = 0.2, RhoEstimate = RhoEstimate.Running }), 0, 1e-5);
        Assert.InRange(Error<double>(new HeldOptions { Rho = 0.2 }), 0, 1e-5);
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("l1"), InlineData("gated")]
    public void Right_gradient_passes_where_few_codes_are_not_0(string mechanism)
    {
        var sparsity = ((L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create() with { L0 = 4 }).Completed(40);
        Assert.InRange(Error<float>(sparsity), 1e-9, 1e-4);
        Assert.InRange(Error<double>(sparsity), 0, 1e-5);

        static double Error<T>(SparsityOptions sparsity) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var options = new ObjectiveOptions(sparsity, new SquaredErrorOptions(), OutputFunction.Linear, 0);
            var (random, parameters, rows) = (new RandomNumbers(seed: 3, stream: 0), options.CreateParameters<T>(14, 40, tied: false), new Matrix<T>(64, 14));
            sparsity.Initialize(parameters, random);
            foreach (ref var x in rows.All) x = T.CreateTruncating(random.NextDouble() - 0.5);
            return StepCheck.RelativeError(parameters, options, rows, Workers.Shared, CancellationToken.None);
        }
    }

    [Fact]
    public void Gradient_of_another_function_is_refused() =>
        // The constraint does not hold at these biases, so the reduced gradient is not that of the function the difference sees.
        Assert.Throws<InvalidDataException>(() => Error<double>(new HeldOptions { Rho = 0.2 }, meet: false));

    private static double Error<T>(SparsityOptions sparsity, bool meet = true) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomNumbers(seed: 3, stream: 0);
        var parameters = new Parameters<T>(14, 6, tied: false);
        new KlOptions { Rho = 0.5 }.Initialize(parameters, random);
        var rows = new Matrix<T>(23, 14);
        foreach (ref var x in rows.All) x = T.CreateTruncating(random.NextDouble());
        var options = new ObjectiveOptions(sparsity, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0.01);
        if (meet) new Network<T>(parameters, options, Workers.Shared).SolveConstraint(new(SparseAutoencoders.Rows.From(rows), null, unitInterval: false, Workers.Shared), CancellationToken.None);
        return StepCheck.RelativeError(parameters, options, rows, Workers.Shared, CancellationToken.None);
    }
}

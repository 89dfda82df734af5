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

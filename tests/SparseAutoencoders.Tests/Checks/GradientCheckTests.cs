using SparseAutoencoders.Checks;

namespace SparseAutoencoders.Tests.Checks;

public sealed class GradientCheckTests
{
    [Fact]
    public void Run_every_combination_passes_and_each_has_its_own_name()
    {
        var cases = GradientCheck.Run(Choices.BuiltIn);
        Assert.All(cases, c => Assert.True(c.RelativeError < GradientCheck.Tolerance, $"{c.Name}: {c.RelativeError}"));
        Assert.Distinct(cases.Select(c => c.Name));
        Assert.Equal(3 * 2 * 2 * 3, cases.Count);                // loss with decoder, tied or free, decay; penalty, none, or held
    }

    [Theory, InlineData(0.02, 30), InlineData(0.5, 0.1), InlineData(0.9, 3)]
    public void RelativeError_other_rho_and_beta_pass(double rho, double beta) =>
        Assert.InRange(NumericalGradient.RelativeError(new(new KlOptions { Rho = rho, Beta = beta }, new SquaredErrorOptions(), OutputFunction.Linear, 1), tied: true), 0, GradientCheck.Tolerance);

    [Fact]
    public void RelativeError_of_a_penalty_that_moves_between_evaluations_fails()
    {
        // A running mean has no gradient that differences could agree with: the check must see that.
        var options = new ObjectiveOptions(new KlOptions { Beta = 3, RhoEstimate = RhoEstimate.Running }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0);
        Assert.True(NumericalGradient.RelativeError(options, tied: false) > 1e-3);
    }
}

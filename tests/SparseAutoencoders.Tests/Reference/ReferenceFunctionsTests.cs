using SparseAutoencoders.Tests.Golden;

namespace SparseAutoencoders.Tests.Reference;

public sealed class ReferenceFunctionsTests
{
    // Few operations, each half a unit in the last place (1.1e-16), and the library's exp and log within one.
    private const double Bound = 1e-15;

    [Fact]
    public void Kl_golden_values_agree() => Assert.All(GoldenFile.Read.Kl, golden =>
    {
        // The two terms cancel where q is close to rho: what is left of their rounding stays below 2e-16.
        Close.To(golden.Value, ReferenceFunctions.Kl(golden.Rho, golden.MeanActivation), Bound, absolute: 2e-16);
        Close.To(golden.Slope, ReferenceFunctions.KlSlope(golden.Rho, golden.MeanActivation), Bound, absolute: 1e-15);
    });

    [Fact]
    public void Sigmoid_golden_values_agree() => Assert.All(GoldenFile.Read.Sigmoid, golden =>
    {
        // Below -709 e^-z overflows and the plain formula gives 0.
        Close.To(golden.Sigmoid, ReferenceFunctions.Sigmoid(golden.Z), Bound, absolute: double.Epsilon);
        Close.To(golden.Softplus, ReferenceFunctions.Softplus(golden.Z), Bound);
    });

    [Fact]
    public void Log1p_golden_values_agree() =>
        Assert.All(GoldenFile.Read.Log1p, golden => Close.To(golden.Log1p, ReferenceFunctions.Log1p(golden.X), Bound));

    [Fact]
    public void CrossEntropy_golden_values_agree() => Assert.All(GoldenFile.Read.CrossEntropy, golden =>
    {
        // softplus(z) - x z cancels for a large logit whose input agrees with it: the rest is below a unit in the last place of z.
        var rounding = Math.BitIncrement(Math.Abs(golden.Logit)) - Math.Abs(golden.Logit);
        Close.To(golden.Value, ReferenceFunctions.CrossEntropy(golden.Logit, golden.Input), Bound, absolute: rounding);
        Close.To(golden.Slope, ReferenceFunctions.Sigmoid(golden.Logit) - golden.Input, Bound, absolute: 2e-16);
    });
}

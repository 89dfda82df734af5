using SparseAutoencoders.Tests.Golden;

namespace SparseAutoencoders.Tests.Reference;

public sealed class ReferenceObjectiveTests
{
    // Sums of at most some dozens of products: a few units in the last place, 2.2e-16 each.
    private const double Bound = 2e-14;

    // Pre-codes and logits near 120 are rounded by up to 1.4e-14, which x̂ - x inherits however small it is.
    private const double Rounding = 1e-14;

    public static TheoryData<string> Names => GoldenFile.ObjectiveNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_golden_case_gives_its_terms_and_gradients(string name)
    {
        var golden = GoldenFile.Objective(name);
        var problem = GoldenFile.Read.Problems[golden.Problem];

        var terms = ReferenceObjective.Evaluate(problem.Parameters(golden.Tied), problem.Rows.ToMatrix(), golden.Options);

        Close.To(golden.Reconstruction, terms.Reconstruction, Bound);
        Close.To(golden.Penalty, terms.Penalty, Bound);
        Close.To(golden.WeightDecayTerm, terms.WeightDecay, Bound);
        Close.To(golden.Total, terms.Total, Bound);
        Close.To(golden.MeanActivations, terms.MeanActivations, Bound);
        Close.To(golden.Gradients.EncoderWeights.ToMatrix(), terms.Gradients.EncoderWeights, Bound, Rounding);
        Close.To(golden.Gradients.EncoderBias, terms.Gradients.EncoderBias, Bound, Rounding);
        Close.To(golden.Gradients.DecoderBias, terms.Gradients.DecoderBias, Bound, Rounding);
        Assert.Equal(golden.Tied, terms.Gradients.DecoderWeights is null);
        if (golden.Gradients.DecoderWeights is not null)
            Close.To(golden.Gradients.DecoderWeights.ToMatrix(), terms.Gradients.DecoderWeights!, Bound, Rounding);
    }

    [Fact]
    public void Evaluate_worked_example_gives_the_numbers_of_the_documentation()
    {
        var problem = GoldenFile.Read.Problems["tiny"];
        var terms = ReferenceObjective.Evaluate(problem.Parameters(tied: false), problem.Rows.ToMatrix(),
            new(CrossEntropy: false, LinearDecoder: true, Rho: 0.25, Beta: 2, WeightDecay: 0));

        Close.To(new[,] { { 0.75 }, { 0.25 } }, terms.Codes, Bound);
        Close.To(new[,] { { 0.75, 0.25 }, { 0.25, 0.75 } }, terms.Output, Bound);
        Close.To(0.125, terms.Reconstruction, Bound);
        Close.To(0.25 * Math.Log(0.5) + 0.75 * Math.Log(1.5), terms.Penalty, Bound);
        Close.To(new[,] { { 3 / 32.0, 9 / 32.0 } }, terms.Gradients.EncoderWeights, Bound);
        Close.To([3 / 8.0], terms.Gradients.EncoderBias, Bound);
        Close.To(new[,] { { -1 / 8.0, 1 / 8.0 } }, terms.Gradients.DecoderWeights!, Bound);
        Assert.All(terms.Gradients.DecoderBias, g => Close.To(0, g, 0, absolute: Bound));
    }

    [Fact]
    public void Evaluate_with_decay_adds_twice_lambda_times_the_weights_and_leaves_biases()
    {
        var without = GoldenFile.Objective("small, squared-error sigmoid, tied, beta 3, decay 0").Gradients;
        var with = GoldenFile.Objective("small, squared-error sigmoid, tied, beta 3, decay 0.003").Gradients;
        var weights = GoldenFile.Read.Problems["small"].EncoderWeights;

        Close.To(2 * 0.003 * weights[2][4], with.EncoderWeights[2][4] - without.EncoderWeights[2][4], 1e-12);
        Assert.Equal(without.EncoderBias, with.EncoderBias);
        Assert.Equal(without.DecoderBias, with.DecoderBias);
    }

    [Fact]
    public void Evaluate_in_CS294A_scale_is_twice_their_objective()
    {
        var golden = GoldenFile.Read.Conversions;
        Close.To(2 * golden.Cs294a, Total(golden, golden.WeightDecay, 2 * golden.Beta), Bound);
    }

    [Fact]
    public void Evaluate_in_MATLAB_scale_is_their_objective()
    {
        var golden = GoldenFile.Read.Conversions;
        Close.To(golden.Matlab, Total(golden, golden.WeightDecay / 2, golden.Beta), Bound);
    }

    private static double Total(GoldenConversions golden, double weightDecay, double beta)
    {
        var problem = GoldenFile.Read.Problems[golden.Problem];
        return ReferenceObjective.Evaluate(problem.Parameters(tied: false), problem.Rows.ToMatrix(),
            new(CrossEntropy: false, LinearDecoder: false, golden.Rho, beta, weightDecay)).Total;
    }
}

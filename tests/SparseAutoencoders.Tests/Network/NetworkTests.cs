using System.Numerics;
using CsCheck;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Network;

public sealed class NetworkTests
{
    // Sums of some dozens of products: 100 times the rounding of one number, 400 times over 70 rows. Pre-codes and logits near 120 are rounded by up to
    // 64 units in the last place of 1, which x̂ − x inherits however small it is.
    private const double Epsilon = 2.2e-16, SingleEpsilon = 1.2e-7;

    public static TheoryData<string> Names => GoldenFile.ObjectiveNames;

    [Theory, MemberData(nameof(Names))]
    public void Step_golden_case_in_double_gives_its_terms_and_gradients(string name) => AgreesWithGolden<double>(GoldenFile.Objective(name), 100 * Epsilon, 64 * Epsilon);

    [Theory, MemberData(nameof(Names))]
    public void Step_golden_case_in_single_gives_its_terms_and_gradients(string name)
    {
        var golden = GoldenFile.Objective(name);
        // A saturated unit's code rounds to 1 in single precision, so its ρ̂ is 1 instead of 1 − 1e-20: another penalty, by design.
        if (golden.Problem != "saturated") AgreesWithGolden<float>(golden, 100 * SingleEpsilon, 64 * SingleEpsilon);
        else Assert.True(double.IsFinite(Run<float>(golden).Terms.Total) && Run<float>(golden).Gradients.ToReference().EncoderWeights.Cast<double>().All(double.IsFinite));
    }

    [Fact]
    public void Step_random_shapes_in_both_precisions_agree_with_the_reference() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 5], Gen.ULong).ForAll(150, drawn =>
        {
            var (rows, inputs, units, kind, seed) = drawn;
            var (tied, kindOfLoss) = (kind % 2 == 1, kind / 2);
            var options = new ReferenceOptions(CrossEntropy: kindOfLoss == 2, LinearDecoder: kindOfLoss == 1, Rho: 0.2, Beta: 0.7, WeightDecay: 0.01);
            var model = Networks.Random(inputs, units, tied, seed);
            var x = Networks.Numbers(rows, inputs, seed);
            var expected = ReferenceObjective.Evaluate(model, x, options);
            Agree(expected, Step<double>(model, x, options), 400 * Epsilon);
            Agree(expected, Step<float>(model, x, options), 400 * SingleEpsilon);
        });

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(5)]
    public void Step_any_number_of_threads_gives_the_same_bits(int threads)
    {
        var (model, x) = (Networks.Random(40, 30, tied: false, seed: 1), Networks.Numbers(300, 40, seed: 2));
        var options = new ReferenceOptions(false, false, 0.05, 2, 0.01);
        using var one = new Workers(1);
        using var many = new Workers(threads);
        var expected = Step<float>(model, x, options, one);
        var actual = Step<float>(model, x, options, many);
        Assert.Equal(expected.Terms, actual.Terms);
        Assert.True(expected.Gradients.All.SequenceEqual(actual.Gradients.All));
    }

    [Fact]
    public void Step_twice_gives_the_same_bits_and_forgets_the_gradients_before()
    {
        var (model, x) = (Networks.Random(9, 5, tied: true, seed: 1), Networks.Numbers(20, 9, seed: 2));
        var parameters = model.ToParameters<double>();
        var objective = new Network<double>(parameters, Options(new(true, false, 0.05, 2, 0.01)), Workers.Shared);
        var (values, gradients) = x.Passes<double>(5);
        var (first, second) = (parameters.Empty(), parameters.Empty());
        second.All.Fill(7);
        Assert.Equal(objective.Step(values, gradients, first), objective.Step(values, gradients, second));
        Assert.True(first.All.SequenceEqual(second.All));
    }

    [Fact]
    public void Create_cross_entropy_of_a_linear_decoder_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Network<float>(new Parameters<float>(2, 2, false),
            new ObjectiveOptions(new KlOptions(), new CrossEntropyOptions(), OutputFunction.Linear, 0), Workers.Shared));

    private static void AgreesWithGolden<T>(GoldenObjective golden, double relative, double absolute) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (penalty, total, expected) = (golden.Penalty, golden.Total, golden.Gradients);
        if (golden.MeanActivations.Any(q => q is < KlDivergence.Margin or > 1 - KlDivergence.Margin))
        {
            // The golden Ω knows no margin; the reference is told where Ω is read.
            var problem = GoldenFile.Read.Problems[golden.Problem];
            var clamped = ReferenceObjective.Evaluate(problem.Parameters(golden.Tied), problem.Rows.ToMatrix(), golden.Options with
            {
                PenaltyMeans = [.. golden.MeanActivations.Select(q => Math.Clamp(q, KlDivergence.Margin, 1 - KlDivergence.Margin))],
            });
            (penalty, total, expected) = (clamped.Penalty, clamped.Total, null);
            Agree(clamped.Gradients, Run<T>(golden).Gradients.ToReference(), relative, absolute);
        }
        var (terms, gradients, values) = Run<T>(golden);
        Close.To(golden.Reconstruction, terms.Reconstruction, relative, absolute);
        Close.To(penalty, terms.Penalty, relative);
        Close.To(golden.Beta * penalty, terms.Sparsity, relative);
        Close.To(golden.WeightDecayTerm, terms.WeightDecay, relative);
        Close.To(total, terms.Total, relative);
        Close.To(golden.MeanActivations, [.. values.UnitSums.ToArray().Select(sum => sum / values.Rows)], relative);
        if (expected is not null)
            Agree(new(expected.EncoderWeights.ToMatrix(), expected.EncoderBias, expected.DecoderWeights?.ToMatrix(), expected.DecoderBias), gradients.ToReference(), relative, absolute);
    }

    private static (LossTerms Terms, Parameters<T> Gradients, Pass<T> Values) Run<T>(GoldenObjective golden) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var problem = GoldenFile.Read.Problems[golden.Problem];
        var options = Options(golden.Options) with
        {
            Sparsity = new KlOptions { Rho = golden.Rho, Beta = golden.Beta, RhoEstimate = golden.RunningMeanBefore is null ? RhoEstimate.Batch : RhoEstimate.Running },
        };
        var parameters = problem.Parameters(golden.Tied).ToParameters<T>();
        var objective = new Network<T>(parameters, options, Workers.Shared);
        if (golden.RunningMeanBefore is { } before) objective.ApplyPenalty(before, rows: 1);
        var (values, gradients) = problem.Rows.ToMatrix().Passes<T>(parameters.HiddenUnits);
        var weightGradients = parameters.Empty();
        return (objective.Step(values, gradients, weightGradients), weightGradients, values);
    }

    private static (LossTerms Terms, Parameters<T> Gradients) Step<T>(ReferenceParameters model, double[,] rows, ReferenceOptions options, Workers? workers = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = model.ToParameters<T>();
        var (values, gradients) = rows.Passes<T>(model.HiddenUnits);
        var weightGradients = parameters.Empty();
        return (new Network<T>(parameters, Options(options), workers ?? Workers.Shared).Step(values, gradients, weightGradients), weightGradients);
    }

    private static void Agree<T>(ReferenceTerms expected, (LossTerms Terms, Parameters<T> Gradients) actual, double bound) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Close.To(expected.Reconstruction, actual.Terms.Reconstruction, bound);
        Close.To(expected.Penalty, actual.Terms.Penalty, bound, absolute: bound);
        Close.To(expected.WeightDecay, actual.Terms.WeightDecay, bound);
        Close.To(expected.Total, actual.Terms.Total, bound);
        Agree(expected.Gradients, actual.Gradients.ToReference(), bound, bound);
    }

    private static void Agree(ReferenceParameters expected, ReferenceParameters actual, double relative, double absolute)
    {
        Close.To(expected.EncoderWeights, actual.EncoderWeights, relative, absolute);
        Close.To(expected.EncoderBias, actual.EncoderBias, relative, absolute);
        Close.To(expected.DecoderBias, actual.DecoderBias, relative, absolute);
        Assert.Equal(expected.Tied, actual.Tied);
        if (expected.DecoderWeights is { } decoder) Close.To(decoder, actual.DecoderWeights!, relative, absolute);
    }

    private static ObjectiveOptions Options(ReferenceOptions options) => new(
        new KlOptions { Rho = options.Rho, Beta = options.Beta },
        options.CrossEntropy ? new CrossEntropyOptions() : new SquaredErrorOptions(),
        options.LinearDecoder ? OutputFunction.Linear : OutputFunction.Sigmoid,
        options.WeightDecay);
}

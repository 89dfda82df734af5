using SparseAutoencoders.Checks;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Checks;

public sealed class GradientCheckTests
{
    [Fact]
    public void Run_every_combination_passes_and_each_has_its_own_name()
    {
        var cases = GradientCheck.Run(Choices.BuiltIn);
        Assert.All(cases, c => Assert.True(c.RelativeError < GradientCheck.Tolerance, $"{c.Name}: {c.RelativeError}"));
        Assert.Distinct(cases.Select(c => c.Name));
        // Loss with decoder, tied or free, decay; penalty, none, held, or held with contrast. And of few codes, with decay and without, as they are, with prefixes, with decoder rows of any length,
        // without taking the decoder's biases off; one of these has a surrogate each time.
        Assert.Equal((3 * 2 * 2 * 4) + (5 * 2 * 4) + (2 * 4), cases.Count);
        Assert.All(["topk", "batch-topk", "jumprelu", "l1", "gated"], name => Assert.Contains(cases, one => one.Name == $"squared-error, linear decoder, free, {name}, decay"));
        Assert.All(cases.Where(one => one.Name.Contains("surrogate", StringComparison.Ordinal)), one => Assert.Contains("jumprelu", one.Name, StringComparison.Ordinal));
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("gated")]
    public void Errors_are_also_those_of_second_losses(string mechanism)
    {
        var sparsity = Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Defaults.Checked[0].Options;
        var (exact, _, terms) = NumericalGradient.Errors(new(sparsity, new SquaredErrorOptions(), OutputFunction.Linear, 0), tied: false);
        Assert.True(terms.Auxiliary > 1e-3, $"{terms.Auxiliary}");
        Assert.InRange(exact, 0, GradientCheck.Tolerance);
        // Without it the gradient is another one.
        var (_, _, without) = NumericalGradient.Errors(new(((L0Options)sparsity) with { Aux = 0 }, new SquaredErrorOptions(), OutputFunction.Linear, 0), tied: false);
        Assert.Equal(mechanism == "gated", without.Auxiliary > 0);
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("l1"), InlineData("gated")]
    public void Run_one_model_of_few_codes_passes_on_its_own_rows(string sparsity)
    {
        var options = TrainingOptions.For((L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == sparsity).Create() with { L0 = 3, Prefixes = [4] }, hiddenUnits: 12);
        var report = Check(options, Samples.Rows(300, 6));
        Assert.Null(report.Wrong);
        Assert.All(report.Blocks, block => Assert.True(2 * block.Checked > block.Numbers, $"{block.Name}: {block.Checked} of {block.Numbers}"));
        Assert.Equal(sparsity == "gated", report.LossAuxiliary > 0);
        Assert.All(report.Parameters, one => Assert.Equal(one.Numerical, one.OfReconstruction + one.OfSparsity + one.OfWeightDecay + one.OfAuxiliary, 1e-9));
        Assert.Equal(sparsity == "jumprelu", report.Blocks.Any(block => block.Note.EndsWith("compared with its definition", StringComparison.Ordinal)));
    }

    [Theory, InlineData(0.02, 30), InlineData(0.5, 0.1), InlineData(0.9, 3)]
    public void RelativeError_other_rho_and_beta_pass(double rho, double beta) =>
        Assert.InRange(NumericalGradient.RelativeError(new(new KlOptions { Rho = rho, Beta = beta }, new SquaredErrorOptions(), OutputFunction.Linear, 1), tied: true), 0, GradientCheck.Tolerance);

    [Theory, InlineData("kl", false), InlineData("kl", true), InlineData("held", false), InlineData("held", true)]
    public void Run_one_model_passes_on_rows_that_are_scaled(string sparsity, bool tied)
    {
        var numbers = Samples.Rows(300, 6).ToMatrix<double>();
        for (var r = 0; r < 300; r++) numbers[r, 2] = 400 + 30 * numbers[r, 2];
        var options = new TrainingOptions
        {
            HiddenUnits = 4,
            Sparsity = Choices.BuiltIn.Sparsities.Single(choice => choice.Name == sparsity).Create(),
            Tied = tied,
            Decoder = OutputFunction.Linear,
            Scaling = new StandardScaling(),
        };
        var report = Check(options, Rows.From(numbers));
        Assert.Null(report.Wrong);
        Assert.Equal((300, Math.Min(100, BlockSizes.Rows), 6), (report.TrainingRows, report.Rows, report.Inputs));
        Assert.Equal(tied ? 3 : 4, report.Blocks.Count);
        Assert.All(report.Blocks, block => Assert.Equal(block.Numbers, block.Checked));
        // The constraint sets the biases: they are not free.
        Assert.Equal(sparsity == "held", report.Blocks.Single(block => block.Name == "encoder.bias").Note.Length > 0);
        if (sparsity == "held") Assert.All(report.Parameters.Where(one => one.Name.StartsWith("encoder.bias", StringComparison.Ordinal)), one => Assert.Equal(0, one.Analytic));
    }

    [Fact]
    public void Run_one_model_passes_on_rows_of_large_numbers_as_they_are()
    {
        var numbers = Samples.Rows(40, 6).ToMatrix<double>();
        for (var i = 0; i < numbers.All.Length; i++) numbers.All[i] *= 2000;
        Assert.Null(Check(new() { HiddenUnits = 3, Decoder = OutputFunction.Linear, Sparsity = new KlOptions { Rho = 0.3 } }, Rows.From(numbers)).Wrong);
    }

    [Fact]
    public void Run_one_model_sums_the_objective_of_its_rows_and_takes_weight_decay_apart()
    {
        var rows = Samples.Rows(5, 3);
        var options = new TrainingOptions { HiddenUnits = 2, WeightDecay = 0.25, Sparsity = new KlOptions { Beta = 3, RhoEstimate = RhoEstimate.Running } };
        var report = Check(options, rows);
        Assert.Equal(report.LossReconstruction + report.LossSparsity + report.LossWeightDecay, report.LossTotal);
        Assert.Equal(2 * 3 + 2 + 2 * 3 + 3, report.Parameters.Count);
        Assert.All(report.Parameters, one =>
        {
            Assert.Equal(one.Numerical, one.OfReconstruction + one.OfSparsity + one.OfWeightDecay, 1e-11);
            Assert.Equal(one.Name.Contains("weight", StringComparison.Ordinal) || one.Name.StartsWith('W') ? 2 * 0.25 * one.Value : 0, one.OfWeightDecay, 1e-11);
            Assert.Equal(one.Analytic - one.Numerical, one.Difference);
        });
        Assert.Equal(0.25 * report.Parameters.Where(one => one.OfWeightDecay != 0).Sum(one => one.Value * one.Value), report.LossWeightDecay, 1e-12);
    }

    [Theory, InlineData("encoder.weight[1,2]"), InlineData("encoder.bias[0]"), InlineData("W_dec[0,1]"), InlineData("b_dec[2]")]
    public void Run_one_parameter_is_the_one_of_all(string name)
    {
        var (options, rows) = (new TrainingOptions { HiddenUnits = 2 }, Samples.Rows(5, 3));
        var alone = Check(options, rows, name);
        Assert.Equal([Check(options, rows).Parameters.Single(one => one.Name == name)], alone.Parameters);
        Assert.Equal(1, alone.Blocks.Single().Checked);
    }

    [Theory]
    [InlineData("encoder.weight", false, "no name of a number")]
    [InlineData("encoder.weight[1]", false, "(2, 3)")]
    [InlineData("encoder.weight[2,0]", false, "(2, 3)")]
    [InlineData("encoder.weight[0,99999999999]", false, "(2, 3)")]
    [InlineData("encoder.bias[1,0]", false, "(2)")]
    [InlineData("W_dek[0,0]", false, "W_dec")]
    [InlineData("W_dec[0,0]", true, "tied")]
    public void Run_a_parameter_that_is_not_there_says_what_is(string name, bool tied, string said) =>
        Assert.Contains(said, Assert.Throws<ArgumentException>(() => Check(new() { HiddenUnits = 2, Tied = tied }, Samples.Rows(5, 3), name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_finds_a_gradient_that_is_a_little_wrong()
    {
        var options = new TrainingOptions { HiddenUnits = 2, Loss = new AskewOptions() };
        options = options with { Choices = Choices.BuiltIn with { Losses = [.. Choices.BuiltIn.Losses, Choices.Of<LossOptions, AskewOptions>("askew", "for this test")] } };
        Assert.Equal("encoder.weight", Check(options, Samples.Rows(5, 3)).Wrong!.Name);
    }

    private static GradientReport Check(TrainingOptions options, IRows rows, string? parameter = null) =>
        GradientCheck.Run(options, rows, parameter, TestContext.Current.CancellationToken);

    /// <summary>The squared error, with a gradient that is one part in ten thousand too long.</summary>
    private sealed record AskewOptions : LossOptions
    {
        public override bool Accepts(OutputFunction decoder) => true;

        public override ILoss<T> Create<T>(OutputFunction decoder, Workers workers) => new Askew<T>(new SquaredErrorOptions().Create<T>(decoder, workers));
    }

    private sealed class Askew<T>(ILoss<T> right) : ILoss<T> where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public double Evaluate(Pass<T> values, Pass<T>? gradients)
        {
            var loss = right.Evaluate(values, gradients);
            if (gradients is not null)
                foreach (ref var slope in gradients.Logits.All) slope *= T.CreateTruncating(1.0001);
            return loss;
        }

        public void Terms(Pass<T> values, Matrix<T> terms) => right.Terms(values, terms);
    }

    [Fact]
    public void RelativeError_of_a_penalty_that_moves_between_evaluations_fails()
    {
        // A running mean has no gradient that differences could agree with: the check must see that.
        var options = new ObjectiveOptions(new KlOptions { Beta = 3, RhoEstimate = RhoEstimate.Running }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0);
        Assert.True(NumericalGradient.RelativeError(options, tied: false) > 1e-3);
    }
}

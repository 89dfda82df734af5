using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests;

/// <summary>What a person is told of rows and of a model: the sentence, and what it says to try.</summary>
public sealed class FindingsTests
{
    private static readonly TrainingOptions Options = new() { HiddenUnits = 4, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 2, Batch = 8 } };

    [Theory]
    [InlineData(1, "truth values")]
    [InlineData(16, "counts or levels")]                         // the digits of scikit-learn
    public void Dark_bytes_are_told_before_training_and_after_it(int greatest, string kind)
    {
        var (notices, findings, _) = Learn(new Bytes(greatest), Options with { Decoder = OutputFunction.Sigmoid });
        var bytes = $"bytes are read as value/255, and the greatest of them is {greatest}. If they are {kind}, train with `MinMaxScaling`, or save them as numbers (np.save(file, a.astype('float32'))).";
        Assert.Equal([$"bytes in memory: {bytes}"], notices);
        Assert.EndsWith($"The rows' {bytes}", findings[0], StringComparison.Ordinal);
        Assert.StartsWith("The model explains less than nothing of the rows: explained variance -", findings[0], StringComparison.Ordinal);
        Assert.Empty(Learn(new Bytes(greatest), Options with { Scaling = new MinMaxScaling() }).Notices);
    }

    [Fact]
    public void Bright_bytes_are_not_mentioned() => Assert.Empty(Learn(new Bytes(255), Options).Notices);

    [Theory, InlineData(Precision.Single, "which single precision cannot tell apart"), InlineData(Precision.Double, "which is lost beside it")]
    public void Rows_far_from_0_are_told_once_where_nothing_scales_them(Precision precision, string words)
    {
        var numbers = new double[20, 3];
        for (var r = 0; r < 20; r++) (numbers[r, 0], numbers[r, 1], numbers[r, 2]) = (r % 3, 1e9 + r % 2 * 2, 7);
        var rows = new MemoryRows<double>(numbers.ToMatrix<double>(), null, "sales") { Columns = ["a", "time", "c"] };
        var (notices, findings, _) = Learn(rows, Options with { Precision = precision });
        Assert.Equal([$"sales, column 2 (time): lies at 1E+09 with a spread of 1, {words}. Scale the rows (`StandardScaling`)."], notices);
        Assert.EndsWith("The rows hold numbers up to 1E+09, and nothing scales them: train with `StandardScaling`.", findings[0], StringComparison.Ordinal);
        Assert.Empty(Learn(rows, Options with { Scaling = new StandardScaling(), Precision = precision }).Notices);
    }

    [Fact]
    public void Input_that_is_constant_and_far_from_0_drowns_the_others()
    {
        var numbers = new double[20, 2];
        for (var r = 0; r < 20; r++) (numbers[r, 0], numbers[r, 1]) = (r % 2 * 2, -3e8);
        Assert.StartsWith("rows in memory, column 2: lies at -3E+08 with a spread of 1,", Assert.Single(Learn(Rows.From(numbers.ToMatrix<double>()), Options).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_near_0_are_told_where_a_sigmoid_decoder_cannot_follow()
    {
        var rows = Rows.From(Networks.Numbers(30, 5, seed: 2, low: 0, high: 0.01).ToMatrix<double>());
        var (notices, findings, _) = Learn(rows, Options with { Decoder = OutputFunction.Sigmoid });
        Assert.Empty(notices);
        Assert.Matches(@"The rows lie between [0-9.E-]+ and 0\.009\d+, a small part of what a sigmoid decoder gives: train with `MinMaxScaling`\.$", findings[0]);
    }

    [Fact]
    public void Rows_that_are_all_the_same_are_told()
    {
        var findings = Learn(Rows.From([[0.5, 0.25], [0.5, 0.25], [0.5, 0.25]]), Options with { Sparsity = new HeldOptions() }).Findings;
        Assert.Equal(["The rows are all the same, so there is nothing that a unit could tell apart. Give rows that differ."], findings);
    }

    [Fact]
    public void Units_that_carry_nothing_are_told_with_what_the_optimizer_can_do()
    {
        var idle = Judged(explainedVariance: 0, dead: 4, activation: 0.05);
        Assert.Equal("None of the model's 4 units carries anything: each says the same to every row. Train longer (`Epochs`), with another `LearningRate` than 0.01, or with a smaller `Beta`; or give rows of the kind it was trained on.",
            Assert.Single(Findings.OfModel(Options, idle)));
        Assert.Contains("Train longer (`Iterations`), or", Assert.Single(Findings.OfModel(Options with { Optimizer = new LbfgsOptions() }, idle)), StringComparison.Ordinal);
        Assert.Empty(Findings.OfModel(Options, Judged(explainedVariance: 0.01, dead: 3, activation: 0.05)));
        Assert.Empty(Findings.OfModel(Options, idle with { Rows = 1 }));                         // one row tells nothing of units
    }

    [Theory]
    [InlineData(0.0595, null)]                                   // 19 % off
    [InlineData(0.0605, "Units are 21 % off ρ on average: their mean activation is 0.0605, and 0.05 was asked for. Hold ρ exactly (`HeldOptions`), or give a larger `Beta` than 1.")]
    public void Units_far_from_rho_are_told_with_both_ways_out(double activation, string? finding)
    {
        var judged = Judged(explainedVariance: 0.9, dead: 0, activation);
        Assert.Equal(finding is null ? [] : [finding], Findings.OfModel(Options, judged));
        Assert.Empty(Findings.OfModel(Options with { Sparsity = new HeldOptions() }, judged));   // whether ρ was held is told otherwise
    }

    [Fact]
    public void Objective_that_is_no_number_before_the_first_step_is_refused_with_a_way_out()
    {
        var rows = Rows.From([[1e300, 0], [0, 1e300]]);
        var message = Assert.Throws<SparseAutoencoders.TrainingException>(() => rows.Learn(Options with { Precision = Precision.Double })).Message;
        Assert.Equal("rows in memory: the objective is Infinity before the first step, for the numbers are too large. Scale the rows (`MinMaxScaling`).", message);
    }

    private static (IReadOnlyList<string> Notices, IReadOnlyList<string> Findings, SparseAutoencoder Model) Learn(IRows rows, TrainingOptions options)
    {
        var listener = new Listener();
        var model = rows.Learn(options, listener);
        return ([.. listener.Told.Select(word => word.Notice).OfType<string>()], model.Findings(model.Judge(rows)), model);
    }

    private static Evaluation Judged(double explainedVariance, int dead, double activation) => new()
    {
        Rows = 10,
        Inputs = 3,
        HiddenUnits = 4,
        Sparsity = new KlOptions(),
        SparsityFigures = [Math.Abs(activation - 0.05) / 0.05, Math.Abs(activation - 0.05) / 0.05],
        LossSparsity = 0,
        LossReconstruction = 1,
        LossWeightDecay = 0,
        Penalty = 0,
        MeanActivations = [activation, activation, activation, activation],
        ExplainedVariance = explainedVariance,
        DeadUnits = dead,
        LifetimeSparseness = 0,
        PopulationSparseness = 0,
        ActivationHistogram = [],
        Seconds = 1,
    };

    /// <summary>Rows of bytes, from 0 to the greatest, as value/255.</summary>
    private sealed class Bytes(int greatest) : IRows
    {
        public string Name => "bytes in memory";

        public int Count => 40;

        public int Width => 3;

        public string NumberType => "uint8";

        public ImageShape? Image => null;

        public IReadOnlyList<string>? Columns => null;

        public void Read<T>(int first, Span<T> destination) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            for (var i = 0; i < destination.Length; i++) destination[i] = T.CreateTruncating((first * 3 + i) % 7 % 2 * greatest) / T.CreateTruncating(255);
        }

        public void Dispose() { }
    }
}

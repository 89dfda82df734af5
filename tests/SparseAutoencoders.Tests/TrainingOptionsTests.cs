namespace SparseAutoencoders.Tests;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Check_defaults_are_those_of_the_documentation()
    {
        var options = new TrainingOptions();
        options.Check();
        var kl = Assert.IsType<KlOptions>(options.Sparsity);
        Assert.Equal((64, 0.05, 1.0, 1e-5, 1ul), (options.HiddenUnits, kl.Rho, kl.Beta, options.WeightDecay, options.Seed));
        Assert.Equal((OutputFunction.Sigmoid, false, Precision.Single, 0.0), (options.Decoder, options.Tied, options.Precision, options.Validation));
        var adam = Assert.IsType<AdamOptions>(options.Optimizer);
        Assert.Equal((30, 256), (adam.Epochs, adam.Batch));
        Assert.Equal(400, new LbfgsOptions().Iterations);
        Assert.IsType<SquaredErrorOptions>(options.Loss);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "`HiddenUnits`", "at least 1" }, { "`Rho`", "in (0, 1)" }, { "`Beta`", "at least 0" }, { "`WeightDecay`", "at least 0" }, { "`Validation`", "in [0, 1)" },
        { "`Threads`", "in [0, 1024]" }, { "`Epochs`", "at least 1" }, { "`Batch`", "at least 1" }, { "`LearningRate`", "above 0" }, { "`Momentum`", "in [0, 1)" },
        { "`Iterations`", "at least 1" }, { "`History`", "at least 1" }, { "loss", "`OutputFunction.Sigmoid`" }, { "`Decoder`", "Give `OutputFunction.Sigmoid` or `OutputFunction.Linear`." },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Check_setting_out_of_range_names_it_and_the_way_out(string name, string wayOut)
    {
        var options = new TrainingOptions();
        options = name switch
        {
            "`HiddenUnits`" => options with { HiddenUnits = 0 },
            "`Rho`" => options with { Sparsity = new KlOptions { Rho = 1 } },
            "`Beta`" => options with { Sparsity = new KlOptions { Beta = double.PositiveInfinity } },
            "`WeightDecay`" => options with { WeightDecay = double.NaN },
            "`Validation`" => options with { Validation = 1 },
            "`Threads`" => options with { Threads = -1 },
            "`Epochs`" => options with { Optimizer = new AdamOptions { Epochs = 0 } },
            "`Batch`" => options with { Optimizer = new SgdOptions { Batch = -1 } },
            "`LearningRate`" => options with { Optimizer = new AdamOptions { LearningRate = 0 } },
            "`Momentum`" => options with { Optimizer = new SgdOptions { Momentum = 1 } },
            "`Iterations`" => options with { Optimizer = new LbfgsOptions { Iterations = 0 } },
            "`History`" => options with { Optimizer = new LbfgsOptions { History = 0 } },
            "loss" => options with { Loss = new CrossEntropyOptions(), Decoder = OutputFunction.Linear },
            _ => options with { Decoder = (OutputFunction)9 },
        };
        var message = Assert.ThrowsAny<ArgumentException>(options.Check).Message;
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);
        Assert.Contains(wayOut, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}

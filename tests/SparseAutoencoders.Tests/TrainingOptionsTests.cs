namespace SparseAutoencoders.Tests;

public sealed class TrainingOptionsTests
{
    [Fact]
    public void Check_defaults_are_those_of_the_documentation()
    {
        var options = new TrainingOptions();
        options.Check();
        Assert.Equal((64, 0.05, 1.0, 1e-5, 1ul), (options.HiddenUnits, options.Sparsity.Rho, options.Sparsity.Beta, options.WeightDecay, options.Seed));
        Assert.Equal((OutputFunction.Sigmoid, false, Precision.Single, 0.0), (options.Decoder, options.Tied, options.Precision, options.Validation));
        var adam = Assert.IsType<AdamOptions>(options.Optimizer);
        Assert.Equal((30, 256), (adam.Epochs, adam.Batch));
        Assert.Equal(400, new LbfgsOptions().Iterations);
        Assert.IsType<SquaredErrorOptions>(options.Loss);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "hidden", "at least 1" }, { "rho", "in (0, 1)" }, { "beta", "at least 0" }, { "weight-decay", "at least 0" }, { "validation", "in [0, 1)" },
        { "threads", "in [0, 1024]" }, { "epochs", "at least 1" }, { "batch", "at least 1" }, { "learning-rate", "above 0" }, { "momentum", "in [0, 1)" },
        { "iterations", "at least 1" }, { "history", "at least 1" }, { "loss", "--decoder sigmoid" }, { "decoder", "sigmoid or linear" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Check_setting_out_of_range_names_it_and_the_way_out(string name, string wayOut)
    {
        var options = new TrainingOptions();
        options = name switch
        {
            "hidden" => options with { HiddenUnits = 0 },
            "rho" => options with { Sparsity = new KlOptions { Rho = 1 } },
            "beta" => options with { Sparsity = new KlOptions { Beta = double.PositiveInfinity } },
            "weight-decay" => options with { WeightDecay = double.NaN },
            "validation" => options with { Validation = 1 },
            "threads" => options with { Threads = -1 },
            "epochs" => options with { Optimizer = new AdamOptions { Epochs = 0 } },
            "batch" => options with { Optimizer = new SgdOptions { Batch = -1 } },
            "learning-rate" => options with { Optimizer = new AdamOptions { LearningRate = 0 } },
            "momentum" => options with { Optimizer = new SgdOptions { Momentum = 1 } },
            "iterations" => options with { Optimizer = new LbfgsOptions { Iterations = 0 } },
            "history" => options with { Optimizer = new LbfgsOptions { History = 0 } },
            "loss" => options with { Loss = new CrossEntropyOptions(), Decoder = OutputFunction.Linear },
            _ => options with { Decoder = (OutputFunction)9 },
        };
        var message = Assert.ThrowsAny<ArgumentException>(options.Check).Message;
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);
        Assert.Contains(wayOut, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}

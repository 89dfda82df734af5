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

    public static TheoryData<string, TrainingOptions> WrongForFewCodes => new()
    {
        { "`L0`: 65 units cannot be active on a row, for there are 64.", Few(new TopKOptions { L0 = 65 }) },
        { "`L0`: every row has the same number of active units here, and 2.5 is not whole.", Few(new TopKOptions { L0 = 2.5 }) },
        { "`L0`: ", Few(new JumpReluOptions { L0 = 0 }) },
        { "`L0`: ", Few(new BatchTopKOptions { L0 = double.NaN }) },
        { "`Aux`: ", Few(new TopKOptions { Aux = -1 }) },
        { "`Prefixes`: 64 is not fewer than all 64 units.", Few(new GatedOptions { Prefixes = [8, 64] }) },
        { "`L1`: with a fixed weight L0 is what comes of it, and `L0` cannot be asked for.", Few(new L1Options { L0 = 4, L1 = 0.1 }) },
        { "`L1`: with a fixed weight L0 is what comes of it, and `L0` cannot be asked for.", Few(new GatedOptions { L0 = 4, L1 = 0.1 }) },
        { "decoder: topk rebuilds rows as a sum of directions, which a sigmoid would bend. Use `OutputFunction.Linear`.", Few(new TopKOptions()) with { Decoder = OutputFunction.Sigmoid } },
        { "loss: jumprelu goes with the squared error alone. Use `SquaredErrorOptions`.", Few(new JumpReluOptions()) with { Loss = new CrossEntropyOptions() } },
        { "tied: l1 needs encoder and decoder weights of their own. Leave `Tied` out.", Few(new L1Options()) with { Tied = true } },
        { "optimizer: batch-topk needs mini-batches, for which units are active changes by jumps, and lbfgs steps over all rows at once, along lines. Use `AdamOptions` or `SgdOptions`.", Few(new BatchTopKOptions()) with { Optimizer = new LbfgsOptions() } },
    };

    private static TrainingOptions Few(SparsityOptions sparsity) => TrainingOptions.For(sparsity);

    [Theory, MemberData(nameof(WrongForFewCodes))]
    public void Check_what_does_not_go_with_few_codes_is_one_clear_line(string message, TrainingOptions options)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(options.Check).Message;
        Assert.StartsWith(message, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
        Assert.Equal(refusal, Assert.ThrowsAny<ArgumentException>(() => SparseAutoencoder.Train(Rows.From([new double[3], new double[3]]), options, cancellation: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void For_a_mechanism_gives_what_goes_well_with_it_and_leaves_the_classical_ones_as_they_are()
    {
        Assert.Equal(new TrainingOptions(), TrainingOptions.For(new KlOptions()));
        Assert.Equal(new TrainingOptions { Sparsity = new HeldOptions(), HiddenUnits = 9, Optimizer = new SgdOptions() }, TrainingOptions.For(new HeldOptions(), 9, new SgdOptions()));
        foreach (var sparsity in new SparsityOptions[] { new TopKOptions(), new BatchTopKOptions(), new JumpReluOptions(), new L1Options(), new GatedOptions() })
        {
            var options = TrainingOptions.For(sparsity, 1024);
            options.Check();
            Assert.Equal((OutputFunction.Linear, 0.0, (ScalingOptions)new NormScaling()), (options.Decoder, options.WeightDecay, options.Scaling));
            Assert.Equal(new AdamOptions { LearningRate = 0.0012, Schedule = Schedule.Trapezoid }, options.Optimizer);
            Assert.Equal(32, ((L0Options)sparsity.Completed(1024)).L0);
            Assert.Equal(4, ((L0Options)sparsity.Completed(16)).L0);
            Assert.Equal(1, ((L0Options)sparsity.Completed(2)).L0);
        }
    }

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

namespace Sae.Tests.Commands;

public sealed class BenchCommandTests
{
    private static readonly string[] Keys =
    [
        "inputs", "hidden_units", "batch", "threads", "precision", "step_microseconds", "gigaflops_per_second", "peak_gigaflops_per_second",
        "fraction_of_peak", "rows_per_second",
    ];

    [Theory]
    [InlineData("single")]
    [InlineData("double", "--hold-rho")]
    public void Step_is_measured_beside_the_peak(string precision, params string[] more)
    {
        var json = Tool.Run(Path.GetTempPath(),
            ["bench", "--inputs", "40", "--hidden", "9", "--batch", "33", "--threads", "2", "--precision", precision, "--smoke", "--json", .. more]).Ok().Json;
        Assert.Equal(Keys, json.Select(pair => pair.Key));
        Assert.Equal((40, 9, 33, 2, precision), ((int)json["inputs"]!, (int)json["hidden_units"]!, (int)json["batch"]!, (int)json["threads"]!, (string)json["precision"]!));
        var (step, rate, peak) = ((double)json["step_microseconds"]!, (double)json["gigaflops_per_second"]!, (double)json["peak_gigaflops_per_second"]!);
        Assert.All([step, rate, peak], figure => Assert.True(figure > 0));
        Assert.Equal(10.0 * 33 * 40 * 9 / step / 1e3, rate, 1e-9 * rate);
        Assert.Equal(rate / peak, (double)json["fraction_of_peak"]!, 1e-9);
        Assert.Equal(33 / step * 1e6, (double)json["rows_per_second"]!, 1e-3);
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu")]
    public void Step_of_few_codes_is_measured_beside_its_encoder_product(string mechanism)
    {
        var json = Tool.Run(Path.GetTempPath(), "bench", "--sparsity", mechanism, "--l0", "4", "--inputs", "40", "--hidden", "64", "--batch", "33", "--threads", "2", "--smoke", "--json").Ok().Json;
        Assert.Equal([.. Keys, "l0", "encoder_product_microseconds", "step_per_encoder_product"], json.Select(pair => pair.Key));
        var (step, product, active) = ((double)json["step_microseconds"]!, (double)json["encoder_product_microseconds"]!, (double)json["l0"]!);
        // Four where so many pre-codes are above 0: after thousands of steps on the same few rows not on all.
        Assert.InRange(active, 3, 4 + 1e-9);
        Assert.Equal(step / product, (double)json["step_per_encoder_product"]!, 1e-6 * step / product);
        var operations = 33 * 40 * ((2.0 * 64) + (8 * active));
        Assert.Equal(operations / step / 1e3, (double)json["gigaflops_per_second"]!, 1e-6 * operations / step / 1e3);
    }

    [Fact]
    public void Optimizer_without_batches_is_refused() =>
        Tool.Run(Path.GetTempPath(), "bench", "--optimizer", "lbfgs").IsRefused(2, "--optimizer", "adam");
}

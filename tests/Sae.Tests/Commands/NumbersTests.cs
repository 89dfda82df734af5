namespace Sae.Tests.Commands;

/// <summary>Numbers that cannot be meant, or that single precision would lose: the right result, or a line that says what to try.</summary>
public sealed class NumbersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_far_from_0_are_learned_in_single_precision_as_they_are_without_the_offset()
    {
        var (near, far) = (Samples.Table(200, 8), Samples.Table(200, 8));
        for (var i = 0; i < near.Length; i++) far[i / 8, i % 8] += 1e9;
        _folder.Write("near.npy", Samples.Npy(near));
        _folder.Write("far.npy", Samples.Npy(far));
        string[] options = ["--hidden", "16", "--decoder", "linear", "--scale", "standard", "--optimizer", "lbfgs", "--iterations", "200", "--json"];
        double Learn(string file) => (double)Tool.Run(_folder.Path, ["train", file, .. options, "--output", "m.safetensors"]).Ok().Json["explained_variance"]!;
        var (without, with) = (Learn("near.npy"), Learn("far.npy"));
        Assert.InRange(with, 0.9, 1);
        Assert.Equal(without, with, 1e-2);

        // Codes and outputs by numpy, in double precision. The network's own rounding grows with its weights; with the offset's, nothing would be left.
        Tool.Run(_folder.Path, "encode", "m.safetensors", "far.npy", "--output", "codes.npy").Ok();
        Tool.Run(_folder.Path, "reconstruct", "m.safetensors", "far.npy", "--output", "outputs.npy").Ok();
        var independent = Independent.Run("scaled.py", _folder["m.safetensors"], _folder["far.npy"], _folder["codes.npy"], _folder["outputs.npy"]);
        Assert.InRange((double)independent["codes_error"]!, 0, 1e-4);
        Assert.InRange((double)independent["outputs_error"]!, 0, 1e-4);
        Assert.Equal("float64", (string?)independent["outputs_type"]);
    }

    [Fact]
    public void A_model_that_explains_less_than_nothing_ends_with_a_line_beside_its_figures()
    {
        _folder.Write("truth.npy", Samples.Npy("|u1", "False", "(60, 5)", [.. Enumerable.Range(0, 300).Select(i => (byte)(i * i % 7 % 2))]));
        string[] train = ["train", "truth.npy", "--output", "m.safetensors", "--epochs", "3", "--batch", "20"];
        const string Finding = "(?m)^The model explains less than nothing of the rows: .*astype";
        var text = Tool.Run(_folder.Path, train).Ok();
        Assert.Matches(Finding, text.Output);
        Assert.Matches(@"(?m)^truth\.npy: bytes are read as value/255, and the greatest of them is 1\.", text.Error);
        var json = Tool.Run(_folder.Path, [.. train, "--json"]).Ok();
        Assert.Matches(Finding, json.Error);
        Assert.Equal(json.Error.Split('\n').Where(line => line.StartsWith("The model", StringComparison.Ordinal)).Select(line => line.TrimEnd()), json.Json["findings"]!.AsArray().Select(finding => (string)finding!).Take(1));
        Assert.True((double)json.Json["explained_variance"]! < 0);
        Assert.Matches(Finding, Tool.Run(_folder.Path, "evaluate", "m.safetensors", "truth.npy").Ok().Output);
        Assert.Matches(Finding, Tool.Run(_folder.Path, "evaluate", "m.safetensors", "truth.npy", "--json").Ok().Error);
    }

    [Fact]
    public void Units_far_from_rho_get_a_line_and_held_ones_none()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(100, 6)));
        string[] train = ["train", "data.npy", "--output", "m.safetensors", "--epochs", "20", "--batch", "20", "--beta", "0.001"];
        Assert.Matches(@"(?m)^Units are \d+ % off ρ on average: .* \(--hold-rho\), or give a larger --beta than 0\.001\.\r?$", Tool.Run(_folder.Path, train).Ok().Output);
        Assert.DoesNotContain("off ρ on average", Tool.Run(_folder.Path, [.. train[..^2], "--hold-rho"]).Ok().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_whose_spread_is_no_number_are_refused_and_leave_no_model()
    {
        _folder.Write("huge.npy", Samples.Npy(new[,] { { 1e300, 1 }, { -1e300, 2 }, { 3e300, 3 } }));
        string[] train = ["train", "huge.npy", "--output", "m.safetensors", "--decoder", "linear", "--precision", "double"];
        Tool.Run(_folder.Path, [.. train, "--scale", "standard"]).IsRefused(1, "huge.npy, column 1", "--exclude");
        Tool.Run(_folder.Path, train).IsRefused(1, "huge.npy: the objective is Infinity", "--scale minmax");
        Tool.Run(_folder.Path, [.. train[..^2], "--precision", "single"]).IsRefused(1, "huge.npy, row 1, column 1", "1E+300 is more than single precision holds");
        Assert.Equal(["huge.npy"], _folder.Names);
    }

    [Fact]
    public void Whitening_of_far_too_many_inputs_is_refused_before_it_begins()
    {
        _folder.Write("genes.npy", Samples.Npy("<f4", "False", "(2, 100000)", new byte[800_000]));
        Tool.Run(_folder.Path, "train", "genes.npy", "--output", "m.safetensors", "--scale", "zca", "--decoder", "linear")
            .IsRefused(1, "genes.npy: whitening (--scale zca) 100000 inputs takes 160 GB of memory", "--scale standard", "--columns", "--patches");
    }

    [Fact]
    public void Scaling_below_0_for_a_sigmoid_decoder_is_not_advised_again()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(30, 4)));
        var result = Tool.Run(_folder.Path, "train", "data.npy", "--output", "m.safetensors", "--scale", "standard");
        result.IsRefused(1, "data.npy, row 1, column", "--decoder linear", "--scale minmax instead");
        Assert.DoesNotContain("--scale standard", result.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private static readonly string[] Keys =
    [
        "rows", "inputs", "hidden_units", "rho", "beta", "loss_total", "loss_reconstruction", "loss_sparsity", "loss_weight_decay", "penalty",
        "mean_activation", "mean_activation_min", "mean_activation_max", "rho_deviation_mean", "rho_deviation_max", "explained_variance",
        "dead_units", "l0", "contrast", "contrast_min", "contrast_max", "lifetime_sparseness", "population_sparseness", "seconds", "rows_per_second", "idle_units",
    ];

    private readonly TemporaryFolder _folder = new();

    public TrainCommandTests() => _folder.Write("data.npy", Samples.Npy(Samples.Table(200, 9)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_for_mini_batches_are_those_of_the_contract() =>
        Assert.Equal([.. Keys, "epochs", "findings"], Train("--epochs", "2").Select(pair => pair.Key));

    [Fact]
    public void Keys_for_all_rows_are_those_of_the_contract()
    {
        var json = Train("--optimizer", "lbfgs", "--iterations", "5");
        Assert.Equal([.. Keys, "iterations", "evaluations", "findings"], json.Select(pair => pair.Key));
        Assert.InRange((int)json["iterations"]!, 1, 5);
        Assert.True((int)json["evaluations"]! >= (int)json["iterations"]!);
    }

    [Theory]
    [InlineData(0.0001, "--hold-rho")]
    [InlineData(0.01, "--hold-rho", "--rho-tolerance", "0.01")]
    [InlineData(0.01, "--rho-tolerance", "0.01")]
    [InlineData(0.0001, "--sparsity", "held")]
    [InlineData(0.0001, "--hold-rho", "--optimizer", "lbfgs", "--iterations", "5")]
    public void Rho_held_is_told_with_its_tolerance(double tolerance, params string[] words)
    {
        var json = Train(words);
        Assert.Equal((tolerance, true, 0, 0), ((double)json["rho_tolerance"]!, (bool)json["rho_held"]!, (double)json["beta"]!, (double)json["loss_sparsity"]!));
        Assert.InRange((double)json["rho_deviation_max"]!, 0, 1e-4);
        var judged = Tool.Run(_folder.Path, "evaluate", "m.safetensors", "data.npy", "--json").Ok().Json;
        Assert.Equal((double)json["rho_deviation_max"]!, (double)judged["rho_deviation_max"]!);
        var seen = Tool.Run(_folder.Path, "inspect", "m.safetensors", "--json").Ok().Json;
        Assert.Equal(("held", tolerance), ((string)seen["sparsity"]!, (double)seen["hold_rho"]!));
    }

    [Fact]
    public void Tolerance_of_rho_and_contrast_is_told_in_words()
    {
        var result = Tool.Run(_folder.Path, "train", "--hold-rho", "--contrast", "0.05", "data.npy", "--output", "m.safetensors", "--epochs", "1").Ok();
        Assert.Matches("(?m)^rho_tolerance +0.01 %  how far a unit may be from ρ and contrast, relative to that$", result.Output);
    }

    [Fact]
    public void Rho_not_held_is_told_with_units_and_why()
    {
        var result = Tool.Run(_folder.Path, "train", "--hold-rho", "--rho-tolerance", "1e-15", "data.npy", "--output", "m.safetensors", "--epochs", "1").Ok();
        Assert.Matches(@"(?m)^ρ not held: \d+ of 64 units miss the tolerance .+\(--rho-tolerance 0\.001\).+--precision double\.$", result.Output);
        Assert.Matches(@"(?m)^  unit \d+: off by \S+ %: single precision ", result.Output);
    }

    [Fact]
    public void Hold_rho_leaves_a_file_after_it_alone()
    {
        Tool.Run(_folder.Path, "train", "--hold-rho", "data.npy", "--output", "m.safetensors", "--epochs", "1").Ok();
        Tool.Run(_folder.Path, "train", "data.npy", "--output", "n.safetensors", "--epochs", "1", "--hold-rho").Ok();
        Assert.Equal(File.ReadAllBytes(_folder["m.safetensors"]), File.ReadAllBytes(_folder["n.safetensors"]));
    }

    [Fact]
    public void Held_out_rows_are_told_under_their_own_keys()
    {
        var json = Train("--epochs", "2", "--validation", "0.25");
        Assert.Equal([.. Keys, "epochs", .. Keys.Select(key => "validation_" + key), "findings"], json.Select(pair => pair.Key));
        Assert.Equal((150, 50), ((int)json["rows"]!, (int)json["validation_rows"]!));
    }

    [Fact]
    public void Figures_are_those_evaluate_finds_in_the_saved_model()
    {
        var trained = Train("--epochs", "3");
        var judged = Tool.Run(_folder.Path, "evaluate", "m.safetensors", "data.npy", "--json").Ok().Json;
        Assert.Equal([.. Keys, "findings"], judged.Select(pair => pair.Key));
        Assert.All(Keys[..^3], key => Assert.Equal((double)trained[key]!, (double)judged[key]!));
    }

    [Fact]
    public void Table_names_every_figure()
    {
        var result = Tool.Run(_folder.Path, "train", "data.npy", "--output", "m.safetensors", "--epochs", "2").Ok();
        Assert.All(Keys[..^1], key => Assert.Matches($"(?m)^{key} +[-0-9.E+]+{(key.Contains("deviation", StringComparison.Ordinal) ? " %" : "")}  ", result.Output));
        Assert.Contains("m.safetensors", result.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_plain_lines_on_standard_error()
    {
        var result = Tool.Run(_folder.Path, "train", "data.npy", "--output", "m.safetensors", "--epochs", "2", "--json").Ok();
        Assert.Single(result.Output.TrimEnd().Split('\n'));
        Assert.StartsWith("epoch 1/2  loss ", result.Error, StringComparison.Ordinal);
        Assert.Contains("epoch 2/2  loss ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    [Fact]
    public void Same_seed_gives_the_same_file_for_any_number_of_threads()
    {
        Train("--epochs", "2", "--threads", "1");
        var one = File.ReadAllBytes(_folder["m.safetensors"]);
        Train("--epochs", "2", "--threads", "3");
        Assert.Equal(one, File.ReadAllBytes(_folder["m.safetensors"]));
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        var one = Train("--epochs", "2");
        Assert.NotEqual((double)one["loss_total"]!, (double)Train("--epochs", "2", "--seed", "2")["loss_total"]!);
    }

    [Theory]
    [InlineData("single", "float32", false)]
    [InlineData("double", "float64", false)]
    [InlineData("double", "float64", true)]
    public void Model_file_is_read_by_others(string precision, string type, bool tied)
    {
        Train(["--epochs", "1", "--hidden", "5", "--scale", "zca", "--decoder", "linear", "--precision", precision, .. tied ? ["--tied"] : Array.Empty<string>()]);
        var file = Independent.Run("arrays.py", _folder["m.safetensors"]);
        var expected = new Dictionary<string, int[]>
        {
            ["encoder.weight"] = [5, 9],
            ["encoder.bias"] = [5],
            ["b_dec"] = [9],
            ["input.shift"] = [9],
            ["input.scale"] = [9],
            ["input.rotation"] = [9, 9],
        };
        if (!tied) expected["W_dec"] = [5, 9];
        Assert.Equal("sparse-autoencoders/1", (string?)file["metadata"]!["format"]);
        Assert.Equal(tied, (bool)JsonNode.Parse((string)file["metadata"]!["config"]!)!["tied"]!);
        var tensors = file["tensors"]!.AsObject();
        Assert.Equal(expected.Keys.Order(), tensors.Select(pair => pair.Key).Order());
        Assert.All(expected, pair => Assert.Equal($"""["{type}",{string.Join(',', pair.Value)}]""", tensors[pair.Key]!.ToJsonString()));
    }

    [Fact]
    public void A_default_batch_larger_than_the_rows_becomes_all_rows()
    {
        _folder.Write("few.npy", Samples.Npy(Samples.Table(10, 4)));
        Tool.Run(_folder.Path, "train", "few.npy", "--output", "m.safetensors", "--epochs", "2").Ok();
    }

    [Theory]
    [InlineData("minmax", "sigmoid")]
    [InlineData("standard", "linear")]
    public void Constant_column_gives_numbers(string scale, string decoder)
    {
        var table = Samples.Table(60, 5);
        for (var r = 0; r < 60; r++) table[r, 2] = 7;
        _folder.Write("data.npy", Samples.Npy(table));
        var json = Train("--epochs", "3", "--scale", scale, "--decoder", decoder);
        Assert.All(json.Where(pair => pair.Key is not ("idle_units" or "findings")), pair => Assert.True(double.IsFinite((double)pair.Value!)));
        Tool.Run(_folder.Path, "reconstruct", "m.safetensors", "data.npy", "--output", "x.npy").Ok();
        var outputs = Independent.Run("arrays.py", _folder["x.npy"]);
        Assert.All(outputs["first"]!.AsArray(), x => Assert.True(double.IsFinite((double)x!)));
        Assert.InRange((double)outputs["first"]![2]!, 6, 8);
    }

    private JsonObject Train(params IEnumerable<string> words) =>
        Tool.Run(_folder.Path, ["train", "data.npy", "--output", "m.safetensors", "--json", .. words]).Ok().Json;

    [Fact]
    public void Units_that_carry_nothing_are_told_with_the_cause_and_whether_reviving_them_helped()
    {
        // What may speak in one row of a thousand begins below 0.01 everywhere.
        _folder.Write("data.npy", Samples.Npy(Samples.Table(60, 6)));
        string[] words = ["train", "data.npy", "--output", "m", "--hidden", "4", "--rho", "0.001", "--epochs", "10", "--batch", "20"];
        var dead = Tool.Run(_folder.Path, [.. words, "--learning-rate", "0.00001", "--json"]).Ok().Json;
        Assert.Equal(4, (int)dead["dead_units"]!);
        Assert.Matches(@"(?m)^idle_units +4  units that carry nothing; stuck-at-zero: 0, 1, 2, 3\r?$", Tool.Run(_folder.Path, [.. words, "--learning-rate", "0.00001"]).Ok().Output);
        Assert.All(dead["idle_units"]!.AsArray(), unit => Assert.Equal("stuck-at-zero", (string)unit!["cause"]!));

        var revived = Tool.Run(_folder.Path, [.. words, "--revive", "--json"]).Ok().Json["revivals"]!.AsArray();
        Assert.NotEmpty(revived);
        Assert.All(revived, one => Assert.True(one!["helped"] is not null && (int)one["towards_row"]! < 60));
        Assert.Contains("revived: ", Tool.Run(_folder.Path, [.. words, "--revive"]).Ok().Output, StringComparison.Ordinal);
    }
}

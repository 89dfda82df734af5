namespace Sae.Tests.Commands;

/// <summary>Models of other tools: every command takes them, and convert writes them.</summary>
public sealed class ConvertCommandTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(Tool.Repository, "tests", "SparseAutoencoders.Tests", "Exchange", "Fixtures");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Rows => Path.Combine(Fixtures, "rows.npy");

    [Theory]
    [InlineData("saelens-topk", "evaluate")]
    [InlineData("dictionary-learning-gated", "evaluate")]
    [InlineData("openai-topk", "encode")]
    [InlineData("saelens-layer-norm", "reconstruct")]
    [InlineData("gemma-scope-f16", "score")]
    [InlineData("saev-topk", "units")]
    [InlineData("llama-scope-residual", "report")]
    [InlineData("sparsify-topk", "features")]
    [InlineData("hypothesaes-topk", "plot")]
    [InlineData("saelens-skip-transcoder", "encode")]
    [InlineData("saelens-layer-norm", "export")]
    [InlineData("saelens-skip-transcoder", "export")]
    public void A_command_that_takes_a_model_takes_those_of_other_tools(string name, string command)
    {
        var model = Path.Combine(Fixtures, name);
        string[] words = command switch
        {
            "encode" or "reconstruct" => [command, model, Rows, "--output", "made.npy"],
            "units" => [command, model, Rows, "--output", "units.csv"],
            "report" => [command, model, Rows, "--output", "report.html"],
            "features" => [command, model, "--output", "features.png", "--image", "2x4"],
            "plot" => [command, model, Rows, "--output", "pictures"],
            "export" => [command, model, "--output", "model.onnx"],
            _ => [command, model, Rows],
        };
        var result = Tool.Run(_folder.Path, words).Ok();
        Assert.Contains("sae: note: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_takes_a_model_of_ours_and_one_of_others()
    {
        Tool.Run(_folder.Path, "convert", Path.Combine(Fixtures, "sparsify-topk"), "--to", "sparse-autoencoders", "--output", "ours.safetensors").Ok();
        var found = Tool.Run(_folder.Path, "compare", "ours.safetensors", Path.Combine(Fixtures, "sparsify-topk"), "--json").Ok().Json;
        Assert.Equal(1.0, (double)found["found_again"]!);
    }

    [Fact]
    public void Inspect_says_which_tool_what_for_and_what_is_not_used()
    {
        var seen = Tool.Run(_folder.Path, "inspect", Path.Combine(Fixtures, "saelens-topk"), "--json").Ok().Json;
        Assert.Equal(("model of another tool", "SAELens", "6.20.1", "topk"), ((string)seen["kind"]!, (string)seen["tool"]!, (string)seen["version"]!, (string)seen["sparsity"]!));
        Assert.Equal(("gpt2-small", "blocks.8.hook_resid_pre"), ((string)seen["model_name"]!, (string)seen["hook_name"]!));
        Assert.Equal((8, 24, 5), ((int)seen["inputs"]!, (int)seen["hidden_units"]!, (int)seen["l0"]!));
        Assert.Contains("metadata.a_key_nobody_knows", seen["unused"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("W_enc", seen["tensors"]!.AsArray().Select(tensor => (string)tensor!["name"]!));
    }

    [Fact]
    public void A_trained_model_is_written_for_SAELens_with_its_scaling_folded_and_both_agree_on_the_rows()
    {
        _folder.Write("x.csv", Samples.Csv(Samples.Table(200, 6)));
        Tool.Run(_folder.Path, "train", "x.csv", "--sparsity", "batch-topk", "--hidden", "16", "--l0", "3", "--epochs", "5", "--batch", "50", "--output", "m.safetensors").Ok();
        var result = Tool.Run(_folder.Path, "convert", "m.safetensors", "--to", "saelens", "--output", "sae", "--check", "x.csv", "--json").Ok().Json;
        Assert.InRange((double)result["code_difference_max"]!, 0, 1e-4 * Math.Max(1, (double)result["code_max"]!));
        Assert.InRange((double)result["output_difference_max"]!, 0, 1e-4 * Math.Max(1, (double)result["output_max"]!));
        Assert.Equal((double)result["l0"]!, (double)result["l0_written"]!, 0.02);
        Assert.True(File.Exists(_folder["sae/cfg.json"]) && File.Exists(_folder["sae/sae_weights.safetensors"]));
        // What is read of it in turn says the same figures.
        var judged = Tool.Run(_folder.Path, "evaluate", "sae", "x.csv", "--json").Ok().Json;
        Assert.Equal((double)Tool.Run(_folder.Path, "evaluate", "m.safetensors", "x.csv", "--json").Ok().Json["explained_variance"]!, (double)judged["explained_variance"]!, 1e-4);
    }

    [Theory]
    [InlineData("convert m.safetensors --to saelens --output sae", "codes that are sigmoids")]
    [InlineData("convert m.safetensors --to onnx --output sae", "none that models are written in")]
    [InlineData("convert m.safetensors --to saelens", "--output")]
    [InlineData("convert m.safetensors --output sae", "--to")]
    public void What_a_format_cannot_say_is_refused_in_one_line(string words, string finding)
    {
        _folder.Write("x.csv", Samples.Csv(Samples.Table(60, 4)));
        Tool.Run(_folder.Path, "train", "x.csv", "--scale", "minmax", "--hidden", "4", "--epochs", "1", "--batch", "20", "--output", "m.safetensors").Ok();
        var result = Tool.Run(_folder.Path, words.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(finding, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Path.Exists(_folder["sae"]));
    }

    [Fact]
    public void Training_starts_from_a_model_of_another_tool_and_makes_it_wider()
    {
        var trained = Tool.Run(_folder.Path, "train", Rows, "--start", Path.Combine(Fixtures, "saelens-jumprelu"), "--hidden", "30", "--epochs", "50", "--batch", "16", "--output", "m.safetensors", "--json").Ok().Json;
        Assert.Equal(30, (int)trained["hidden_units"]!);
        var before = Tool.Run(_folder.Path, "evaluate", Path.Combine(Fixtures, "saelens-jumprelu"), Rows, "--json").Ok().Json;
        Assert.True((double)trained["explained_variance"]! > (double)before["explained_variance"]!);
        Assert.Equal("jumprelu", (string)Tool.Run(_folder.Path, "inspect", "m.safetensors", "--json").Ok().Json["sparsity"]!);
        Assert.Contains("Give as many, or more --hidden", Tool.Run(_folder.Path, "train", Rows, "--start", "m.safetensors", "--hidden", "8", "--output", "n.safetensors").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_began_with_a_model_is_gone_on_with()
    {
        var words = new[] { "train", Rows, "--start", Path.Combine(Fixtures, "saelens-batchtopk-checkpoint"), "--epochs", "6", "--batch", "8", "--output", "m.safetensors", "--run-dir", "run" };
        Tool.Run(_folder.Path, words).Ok();
        var model = File.ReadAllBytes(_folder["m.safetensors"]);
        File.Delete(_folder["run/model.safetensors"]);
        Tool.Run(_folder.Path, "train", "--resume", "run").Ok();
        Assert.Equal(model, File.ReadAllBytes(_folder["m.safetensors"]));
    }

    [Fact]
    public void Rows_of_another_network_are_told()
    {
        var result = Tool.Run(_folder.Path, "encode", Path.Combine(Fixtures, "saelens-topk"), Rows, "--output", "codes.npy").Ok();
        Assert.Contains("do not look like those the model was made from", result.Error, StringComparison.Ordinal);
        Assert.Contains("made by SAELens for model_name gpt2-small", result.Error, StringComparison.Ordinal);
    }
}

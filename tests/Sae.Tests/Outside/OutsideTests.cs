using System.Text.Json.Nodes;
using SparseAutoencoders;
using SparseAutoencoders.Formats;
using SparseAutoencoders.Outsiders;

namespace Sae.Tests.Outside;

/// <summary>The whole tool with choices that are none of the library's: whatever the house can do, outsiders can add.</summary>
public sealed class OutsideTests : IDisposable
{
    private static readonly Choices Usual = Choices.BuiltIn.WithMoreFormats();

    private static readonly Choices Own = Usual.WithOutsiders();

    private readonly TemporaryFolder _folder = new();

    public OutsideTests() => _folder.Write("rows.npy", Samples.Npy(Samples.Table(60, 6)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Help_names_them_and_what_they_bring()
    {
        var help = Ok("train", "--help");
        foreach (var words in (string[])["toy-relu: codes above", "--toy-weight X", "toy-error:", "toy-sign: mini-batches", "toy-middle: each input", "--toy-stretch X"])
            Assert.Contains(words, help, StringComparison.Ordinal);
        Assert.Contains("--sparsity WORD", Ok("bench", "--help"), StringComparison.Ordinal);
        Assert.DoesNotContain("in (0, 1)", Ok("encode", "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_trained_judged_and_inspected()
    {
        var told = Json(Train("m.safetensors"));
        Assert.Equal(0.002, told["toy_weight"]!.GetValue<double>());
        Assert.True(told["explained_variance"]!.GetValue<double>() > 0.2, told.ToJsonString());
        Assert.InRange(told["silent_share"]!.GetValue<double>(), 0, 0.9);
        foreach (var key in (string[])["rho", "beta", "rho_deviation_mean", "rho_held"]) Assert.False(told.ContainsKey(key));
        var judged = Json(Ok("evaluate", _folder["m.safetensors"], _folder["rows.npy"], "--json"));
        Assert.Equal(told["loss_total"]!.GetValue<double>(), judged["loss_total"]!.GetValue<double>());
        Assert.Equal(told["threshold_mean"]!.GetValue<double>(), judged["threshold_mean"]!.GetValue<double>());
        Assert.Contains("toy.threshold", Ok("inspect", _folder["m.safetensors"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_them_goes_on_to_the_same_bits()
    {
        Train("whole.safetensors");
        Train("again.safetensors", "--run-dir", _folder["run"]);
        File.Delete(_folder["run/model.safetensors"]);
        var newest = RunFolder.Checkpoints(_folder["run"])[0];
        if (RunFolder.Checkpoints(_folder["run"]).Count > 1) File.Delete(newest);
        Ok("train", "--resume", _folder["run"]);
        Assert.Equal(File.ReadAllBytes(_folder["whole.safetensors"]), File.ReadAllBytes(_folder["again.safetensors"]));
    }

    [Fact]
    public void Codes_scores_outputs_and_pictures_are_made_with_them_and_may_exceed_1()
    {
        Train("m.safetensors");
        foreach (var command in (string[])["encode", "reconstruct", "score"])
            Ok(command, _folder["m.safetensors"], _folder["rows.npy"], "--output", _folder[$"{command}.npy"]);
        using var codes = Own.Open(_folder["encode.npy"]);
        Assert.True(codes.ToMatrix<float>().All.ToArray().Max() > 1);
        Ok("features", _folder["m.safetensors"], "--output", _folder["f.png"]);
    }

    [Fact]
    public void Pages_show_a_mechanism_by_its_own_figures_and_ask_for_nothing()
    {
        Train("m.safetensors");
        Train("n.safetensors", "--run-dir", _folder["run"]);
        Ok("train", _folder["rows.npy"], "--hidden", "5", "--epochs", "2", "--output", _folder["kl.safetensors"]);
        Ok("report", _folder["m.safetensors"], _folder["rows.npy"], "--compare", _folder["kl.safetensors"], "--output", _folder["report.html"]);
        var report = File.ReadAllText(_folder["report.html"]);
        foreach (var words in (string[])["silent units", "threshold, mean of units", "all above 1 are in the last column", "Mean activations of all units", "rho deviation mean"])
            Assert.Contains(words, report, StringComparison.Ordinal);
        foreach (var words in (string[])["asked for: ρ", "deviation from ρ</dt>", "data-deviation", "The penalty Ω, with the units on it", "β"])
            Assert.DoesNotContain(words, report.Split("<template data-page=\"compare\"")[0], StringComparison.Ordinal);

        Ok("report", _folder["run"], _folder["rows.npy"], "--output", _folder["run.html"]);
        Assert.Contains("silent units", File.ReadAllText(_folder["run.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_tells_a_mechanisms_own_figures()
    {
        Run(out var error, "train", _folder["rows.npy"], "--sparsity", "toy-relu", "--decoder", "linear", "--epochs", "1", "--output", _folder["m.safetensors"]);
        Assert.Matches(@"  threshold, mean of units -?0\.\d+  silent units \S+  ", error);
        Assert.DoesNotContain("off rho", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_is_refused_in_one_line_where_a_mechanism_has_no_graph()
    {
        Train("m.safetensors");
        Assert.Equal(1, Run(out var error, "export", _folder["m.safetensors"], "--output", _folder["m.onnx"]).Code);
        Assert.Matches(@"^sae: [^:]+: the model's mechanism toy-relu has no ONNX graph, so it cannot be exported\. .+\.\n$", error);
        Assert.False(File.Exists(_folder["m.onnx"]));
    }

    [Fact]
    public void The_tool_by_itself_does_not_know_them()
    {
        Train("m.safetensors");
        Tool.Run(_folder.Path, "evaluate", _folder["m.safetensors"], _folder["rows.npy"]).IsRefused(1, "'sparsity' is 'toy-relu'");
    }

    private string Train(string output, params string[] more) => Ok(["train", _folder["rows.npy"], "--sparsity", "toy-relu", "--toy-weight", "0.002", "--loss", "toy-error",
        "--optimizer", "toy-sign", "--scale", "toy-middle", "--decoder", "linear", "--toy-stretch", "8", "--hidden", "5", "--epochs", "60", "--batch", "20", "--learning-rate", "0.002", "--output", _folder[output], "--json", .. more]);

    private static JsonObject Json(string output) => JsonNode.Parse(output.TrimEnd('\n').Split('\n')[^1])!.AsObject();

    private static string Ok(params string[] words)
    {
        var (code, output) = Run(out var error, words);
        Assert.True(code == 0, $"exit code {code}: {error}{output}");
        return output;
    }

    private static (int Code, string Output) Run(out string error, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = global::Tool.Run(words, Own, output, errors);
        error = errors.ToString();
        return (code, output.ToString());
    }
}

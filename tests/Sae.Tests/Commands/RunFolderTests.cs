using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunFolderTests() => _folder.Write("data.npy", Samples.Npy(Samples.Table(50, 6)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_leaves_options_metrics_and_model()
    {
        Train("--epochs", "3", "--rho", "0.2", "--tied").Ok();
        var options = JsonNode.Parse(File.ReadAllText(_folder["run/options.json"]))!;
        Assert.Equal((0.2, true, "adam", 3), ((double)options["rho"]!, (bool)options["tied"]!, (string)options["optimizer"]!, (int)options["epochs"]!));
        Assert.Equal(_folder["data.npy"], (string)options["data"]!);
        var lines = File.ReadAllLines(_folder["run/metrics.jsonl"]).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal([1, 2, 3], lines.Select(line => (int)line["epoch"]!));
        Assert.All(lines, line => Assert.Equal((double)line["loss_total"]!, (double)line["loss_reconstruction"]! + (double)line["loss_sparsity"]! + (double)line["loss_weight_decay"]!, 1e-9));
        Assert.Equal(File.ReadAllBytes(_folder["m.safetensors"]), File.ReadAllBytes(_folder["run/model.safetensors"]));
    }

    [Fact]
    public void Iterations_are_called_so()
    {
        Train("--optimizer", "lbfgs", "--iterations", "2").Ok();
        Assert.Contains("\"iteration\":1", File.ReadAllLines(_folder["run/metrics.jsonl"])[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_run_is_refused()
    {
        Train("--epochs", "1").Ok();
        var metrics = File.ReadAllText(_folder["run/metrics.jsonl"]);
        Train("--epochs", "1").IsRefused(1, "run", "--run-dir");
        Assert.Equal(metrics, File.ReadAllText(_folder["run/metrics.jsonl"]));
    }

    [Fact]
    public void A_run_refused_for_its_data_leaves_no_folder()
    {
        _folder.Write("data.npy", Samples.Npy(new double[,] { { 0, double.NaN }, { 1, 0 } }));
        Train("--epochs", "1").IsRefused(1, "row 1, column 2");
        Assert.Equal(["data.npy"], _folder.Names);
    }

    private Tool.Result Train(params IEnumerable<string> words) =>
        Tool.Run(_folder.Path, ["train", "data.npy", "--output", "m.safetensors", "--run-dir", "run", "--json", "--hidden", "4", .. words]) is var result && result.ExitCode == 0
            ? result
            : result with { Error = result.Error.TrimEnd('\n').Split('\n')[^1] };
}

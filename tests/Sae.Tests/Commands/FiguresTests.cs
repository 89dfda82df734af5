using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

/// <summary>Every figure printed is what numpy computes in double precision from the saved file and the data, by itself.</summary>
public sealed class FiguresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FiguresTests() => _folder.Write("data.npy", Samples.Npy(Samples.Table(300, 12)));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("single", 1e-5, "")]
    [InlineData("double", 1e-12, "")]
    [InlineData("double", 1e-12, "--tied --optimizer sgd")]
    [InlineData("double", 1e-12, "--loss cross-entropy")]
    [InlineData("single", 1e-5, "--loss cross-entropy --tied")]
    [InlineData("double", 1e-12, "--decoder linear --scale standard")]
    [InlineData("single", 1e-5, "--decoder linear --scale standard")]
    [InlineData("double", 1e-12, "--scale minmax --optimizer lbfgs --iterations 20")]
    [InlineData("double", 1e-12, "--decoder linear --scale zca")]
    [InlineData("single", 1e-5, "--decoder linear --scale zca")]
    public void Figures_codes_and_outputs_are_those_numpy_computes(string precision, double tolerance, string words)
    {
        var all = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var json = Tool.Run(_folder.Path, ["train", "data.npy", "--output", "m.safetensors", "--json", "--hidden", "7", "--rho", "0.1", "--beta", "2",
            "--weight-decay", "0.001", "--precision", precision, .. all]).Ok().Json;
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "codes.npy").Ok();
        Tool.Run(_folder.Path, "reconstruct", "m.safetensors", "data.npy", "--output", "outputs.npy").Ok();
        Agree(json, "data.npy", tolerance, all);
    }

    [Theory]
    [InlineData("single", 1e-5)]
    [InlineData("double", 1e-12)]
    public void Figures_on_real_images_are_those_numpy_computes(string precision, double tolerance)
    {
        var json = Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "1500", "--output", "m.safetensors", "--json", "--hidden", "30", "--rho", "0.1", "--beta", "2",
            "--weight-decay", "0.001", "--epochs", "3", "--precision", precision).Ok().Json;
        Agree(json, Tool.Images, tolerance, [], rows: 1500);
    }

    private void Agree(JsonObject json, string data, double tolerance, string[] words, int? rows = null)
    {
        var options = new JsonObject
        {
            ["rho"] = 0.1,
            ["beta"] = 2,
            ["weight_decay"] = 0.001,
            ["decoder"] = words.Contains("linear") ? "linear" : "sigmoid",
            ["loss"] = words.Contains("cross-entropy") ? "cross-entropy" : "squared-error",
        };
        if (rows is not null) options["rows"] = rows;
        else
        {
            options["codes"] = _folder["codes.npy"];
            options["outputs"] = _folder["outputs.npy"];
        }
        var figures = Independent.Run("figures.py", _folder["m.safetensors"], Path.Combine(_folder.Path, data), options.ToJsonString());
        foreach (var (key, figure) in figures)
        {
            var expected = (double)figure!;
            if (key.EndsWith("_error", StringComparison.Ordinal)) Assert.InRange(expected, 0, tolerance);
            else
            {
                var actual = (double)json[key]!;
                Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(Math.Abs(expected), 1e-3), $"{key}: {actual:R}, numpy says {expected:R}");
            }
        }
        Assert.Equal(["epochs", "evaluations", "findings", "idle_units", "iterations", "rows_per_second", "seconds"], json.Select(pair => pair.Key).Except(figures.Select(pair => pair.Key))
            .Union(["epochs", "evaluations", "iterations"]).Order());
    }
}

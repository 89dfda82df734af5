using System.Globalization;

namespace Sae.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_gradient_is_right()
    {
        var json = Tool.Run(Path.GetTempPath(), "check", "--json").Ok().Json;
        var cases = json["cases"]!.AsArray();
        Assert.Equal(["max_relative_error", "cases"], json.Select(pair => pair.Key));
        Assert.True(cases.Count >= 12, $"{cases.Count} cases");
        Assert.All(cases, one => Assert.InRange((double)one!["error"]!, 0, (double)json["max_relative_error"]!));
        Assert.Equal(cases.Count, cases.Select(one => (string)one!["name"]!).Distinct().Count());
        Assert.True((double)json["max_relative_error"]! < 1e-9);
    }

    [Fact]
    public void A_small_model_is_shown_in_full_and_its_objective_is_the_formulas()
    {
        double[][] rows = [[0.1, 0.9], [0.8, 0.3], [0.5, 0.4]];
        _folder.Write("tiny.csv", string.Concat(rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[0]},{row[1]}\n"))));
        string[] words = ["check", "tiny.csv", "--hidden", "2", "--rho", "0.2", "--beta", "3", "--weight-decay", "0.01", "--decoder", "linear"];
        var json = Tool.Run(_folder.Path, [.. words, "--json"]).Ok().Json;
        Assert.Equal(["encoder.weight", "encoder.bias", "W_dec", "b_dec"], json["cases"]!.AsArray().Select(one => (string)one!["name"]!));
        var numbers = json["parameters"]!.AsArray().ToDictionary(one => (string)one!["name"]!, one => one!.AsObject());
        double Value(string name) => (double)numbers[name]["value"]!;

        // By hand, from the numbers shown.
        var codes = rows.Select(x => Enumerable.Range(0, 2).Select(l => 1 / (1 + Math.Exp(-(Value($"encoder.weight[{l},0]") * x[0] + Value($"encoder.weight[{l},1]") * x[1] + Value($"encoder.bias[{l}]"))))).ToArray()).ToArray();
        var errors = rows.Zip(codes, (x, h) => Enumerable.Range(0, 2).Select(j => h[0] * Value($"W_dec[0,{j}]") + h[1] * Value($"W_dec[1,{j}]") + Value($"b_dec[{j}]") - x[j]).ToArray()).ToArray();
        var means = Enumerable.Range(0, 2).Select(l => codes.Average(h => h[l])).ToArray();
        Assert.Equal(errors.Sum(e => e[0] * e[0] + e[1] * e[1]) / 3, (double)json["loss_reconstruction"]!, 1e-12);
        Assert.Equal(3 * means.Sum(q => 0.2 * Math.Log(0.2 / q) + 0.8 * Math.Log(0.8 / (1 - q))), (double)json["loss_sparsity"]!, 1e-12);
        Assert.Equal(errors.Sum(e => 2 * e[1]) / 3, (double)numbers["b_dec[1]"]["analytic"]!, 1e-12);
        Assert.Equal(Enumerable.Range(0, 3).Sum(i => 2 * errors[i][0] * codes[i][1]) / 3 + 2 * 0.01 * Value("W_dec[1,0]"), (double)numbers["W_dec[1,0]"]["analytic"]!, 1e-12);

        var text = Tool.Run(_folder.Path, words).Ok().Output;
        Assert.All(numbers.Keys, name => Assert.Contains($"\n{name} ", text, StringComparison.Ordinal));
        Assert.Matches("(?m)^largest relative error .* \\(allowed: below 1E-9\\)$", text);
    }

    [Fact]
    public void Example_of_the_page_on_the_mathematics_is_what_the_tool_says()
    {
        var page = File.ReadAllLines(Path.Combine(Tool.Repository, "docs", "maths.md"));
        var example = page.SkipWhile(line => !line.StartsWith("$ sae check rows.csv", StringComparison.Ordinal)).TakeWhile(line => line != "```").ToList();
        _folder.Write("rows.csv", "0.1,0.9\n0.8,0.3\n0.5,0.4\n");
        var said = Tool.Run(_folder.Path, example[0].Split(' ')[2..]).Ok().Output.Split('\n');
        Assert.True(example.Count > 5);
        Assert.All(example[1..].Where(line => line != "..."), line => Assert.Contains(line, said));
    }

    [Theory]
    [InlineData("--hidden 20 --hold-rho --parameter encoder.weight[3,100]")]
    [InlineData("--hidden 20 --loss cross-entropy --tied --optimizer lbfgs --parameter b_dec[400]")]
    public void One_number_of_a_model_on_images_is_shown_with_its_parts(string words)
    {
        var name = words.Split(' ')[^1];
        var json = Tool.Run(_folder.Path, ["check", Tool.Images, "--rows", "500", .. words.Split(' '), "--json"]).Ok().Json;
        var one = json["parameters"]!.AsArray().Single()!.AsObject();
        Assert.Equal(["name", "value", "analytic", "numerical", "difference", "of_reconstruction", "of_sparsity", "of_weight_decay"], one.Select(pair => pair.Key));
        Assert.Equal((name, 100, 784, 20), ((string)one["name"]!, (int)json["rows"]!, (int)json["inputs"]!, (int)json["hidden_units"]!));
        Assert.True((double)one["analytic"]! != 0 && (double)json["max_relative_error"]! <= (double)json["cases"]![0]!["allowed"]!);
        var text = Tool.Run(_folder.Path, ["check", Tool.Images, "--rows", "500", .. words.Split(' ')]).Ok().Output;
        Assert.All([name, "analytic", "numerical", "difference"], word => Assert.Contains($"\n{word} ", text, StringComparison.Ordinal));
    }

    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("l1"), InlineData("gated")]
    public void A_model_of_few_codes_is_checked_on_images(string mechanism)
    {
        string[] words = ["check", Tool.Images, "--rows", "200", "--sparsity", mechanism, "--l0", "4", "--hidden", "16"];
        var json = Tool.Run(_folder.Path, [.. words, "--json"]).Ok().Json;
        Assert.True(json["cases"]!.AsArray().Count >= 4);
        Assert.All(json["cases"]!.AsArray(), one => Assert.True((int)one!["checked"]! > 0, $"{one}"));
        Assert.Equal((double)json["loss_total"]!, (double)json["loss_reconstruction"]! + (double)json["loss_sparsity"]! + (double)json["loss_weight_decay"]! + (double)json["loss_auxiliary"]!, 1e-9);
        Assert.Contains(" + auxiliary ", Tool.Run(_folder.Path, words).Ok().Output, StringComparison.Ordinal);
        var one = Tool.Run(_folder.Path, [.. words, "--parameter", "W_dec[3,17]"]).Ok().Output;
        Assert.Contains("  from aux", one, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_training_would_refuse_are_refused()
    {
        _folder.Write("outside.npy", Samples.Npy(new[,] { { 0.1, 0.2 }, { 0.3, 1.5 } }));
        Tool.Run(_folder.Path, "check", "outside.npy").IsRefused(1, "outside.npy", "--scale minmax");
        Tool.Run(_folder.Path, "check", "outside.npy", "--scale", "minmax").Ok();
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

public sealed class SweepCommandTests : IDisposable
{
    private static readonly string[] Small = ["--rows", "300", "--hidden", "8", "--epochs", "3", "--batch", "50"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_ends_in_table_picture_page_and_a_model_a_run()
    {
        var result = Tool.Run(_folder.Path, ["sweep", Tool.Images, .. Small, "--rho", "0.05,0.1", "--tied", "off,on", "--output", "out"]).Ok();
        string[] names = ["tied=false,rho=0.05", "tied=false,rho=0.1", "tied=true,rho=0.05", "tied=true,rho=0.1"];
        Assert.Equal([.. names.Order(StringComparer.Ordinal), "trade-off.png", "trade-off.svg"], Directory.GetFileSystemEntries(_folder["out"]).Select(path => Path.GetFileName(path))
            .Where(name => name is not ("run.lock" or "sweep.csv" or "report.html")).Order(StringComparer.Ordinal));

        var lines = File.ReadAllLines(_folder["out/sweep.csv"]).Select(line => line.Split(',')).ToList();
        Assert.Equal(["tied", "rho", "rows"], lines[0][..3]);
        Assert.Equal(["seconds", "model", "findings", "error", "best"], lines[0][^5..]);
        Assert.Contains("validation_loss_reconstruction", lines[0]);
        Assert.Equal(["false 0.05 270", "false 0.1 270", "true 0.05 270", "true 0.1 270"], lines.Skip(1).Select(line => string.Join(' ', line[..3])));
        Assert.Single(lines.Skip(1), line => line[^1] == "true");
        Assert.Contains("explained_variance", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d %", result.Output);
        Assert.Contains(" best\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("4/4 ", result.Error, StringComparison.Ordinal);

        var page = File.ReadAllText(_folder["out/report.html"]);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.All((string[])["<script", "http:", "https:"], word => Assert.DoesNotContain(word, page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(5, page.Split("<tr>").Length - 1);
    }

    [Fact]
    public void A_run_is_what_train_makes_and_its_figures_are_those_of_train()
    {
        string[] words = [.. Small, "--scale", "standard", "--decoder", "linear", "--validation", "0.2"];
        var sweep = Tool.Run(_folder.Path, ["sweep", Tool.Images, .. words, "--seed", "1,7", "--output", "out", "--json"]).Ok().Json;
        var train = Tool.Run(_folder.Path, ["train", Tool.Images, .. words, "--seed", "7", "--output", "m.safetensors", "--json"]).Ok().Json;
        var run = sweep["runs"]!.AsArray().Select(one => one!.AsObject()).Single(one => one["seed"]!.GetValue<long>() == 7);
        Assert.Equal(Path.Combine("out", "seed=7", "model.safetensors"), run["model"]!.GetValue<string>());
        Assert.Equal(File.ReadAllBytes(_folder["m.safetensors"]), File.ReadAllBytes(_folder["out/seed=7/model.safetensors"]));
        var same = train.Where(figure => figure.Value is JsonValue && run.ContainsKey(figure.Key) && figure.Key != "seconds").ToList();
        Assert.True(same.Count > 30);
        Assert.All(same, figure => Assert.Equal(figure.Value!.ToJsonString(), run[figure.Key]!.ToJsonString()));
        Assert.Contains(sweep["best"]!.GetValue<string>(), (string[])["seed=1", "seed=7"]);
    }

    [Fact]
    public void Killed_and_begun_again_ends_as_if_never_killed()
    {
        string[] words = ["sweep", Tool.Images, "--rows", "1500", "--hidden", "24", "--epochs", "10", "--batch", "60", "--rho", "0.05,0.1,0.2", "--hold-rho", "off,on", "--checkpoint-every", "0.02"];
        var never = Tool.Run(_folder.Path, [.. words, "--output", "never", "--json"]).Ok().Json;
        var random = new Random(5);
        var killed = 0;
        for (var leg = 0; leg < 4; leg++)
        {
            var process = Tool.Start(_folder.Path, [.. words, "--output", "killed", "--threads", $"{1 + leg}"]);
            while (!process.HasExited && !(Directory.Exists(_folder["killed"]) && Directory.GetDirectories(_folder["killed"]).Any(Tool.AtWork))) Thread.Yield();
            if (!process.WaitForExit(100 + random.Next(300))) killed++;
            process.Kill();
            Tool.Wait(process);
        }
        Assert.True(killed > 0);
        var ended = Tool.Run(_folder.Path, [.. words, "--output", "killed", "--json"]).Ok().Json;
        foreach (var run in never["runs"]!.AsArray())
        {
            var name = run!["name"]!.GetValue<string>();
            Assert.Equal(File.ReadAllBytes(_folder[$"never/{name}/model.safetensors"]), File.ReadAllBytes(_folder[$"killed/{name}/model.safetensors"]));
        }
        Assert.Equal(never["best"]!.GetValue<string>(), ended["best"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_saves_every_run_and_says_how_to_go_on(string signal, int exitCode)
    {
        var process = Tool.Start(_folder.Path, ["sweep", Tool.Images, "--rho", "0.1,0.2", "--epochs", "100000", "--output", "out", "--checkpoint-every", "3600"]);
        while (!process.HasExited && !(Directory.Exists(_folder["out"]) && Directory.GetDirectories(_folder["out"]).Any(Tool.AtWork))) Thread.Yield();
        Tool.RunOther("kill", _folder.Path, $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        var result = Tool.Wait(process);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains("the same command goes on", result.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.All(Directory.GetDirectories(_folder["out"]).Where(Tool.AtWork), run => Assert.NotEmpty(Directory.GetFiles(run, "checkpoint-*")));
        Assert.False(File.Exists(_folder["out/sweep.csv"]));
    }

    [Fact]
    public void A_run_that_fails_has_a_line_and_the_code_is_1()
    {
        var result = Tool.Run(_folder.Path, ["sweep", Tool.Images, .. Small, "--loss", "squared-error,cross-entropy", "--decoder", "sigmoid,linear", "--output", "out", "--json"]);
        Assert.Equal(1, result.ExitCode);
        var runs = result.Json["runs"]!.AsArray();
        Assert.Equal([false, false, false, true], runs.Select(run => run!.AsObject().ContainsKey("error")).OrderBy(failed => failed));
        var failed = runs.Single(run => run!.AsObject().ContainsKey("error"))!;
        Assert.Equal("cross-entropy linear", $"{failed["loss"]} {failed["decoder"]}");
        Assert.Contains("--decoder sigmoid", failed["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(_folder["out/sweep.csv"]).Length);
    }

    [Fact]
    public void No_run_that_ends_well_is_told_too()
    {
        _folder.Write("t.csv", "-1,2\n3,4\n5,6\n");
        var result = Tool.Run(_folder.Path, "sweep", "t.csv", "--hidden", "1,2", "--output", "out");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("failed: ", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/trade-off.png"]));
        Assert.True(File.Exists(_folder["out/report.html"]));
    }

    [Fact]
    public void Wrong_use_is_refused_and_leaves_nothing()
    {
        Tool.Run(_folder.Path, "sweep", Tool.Images, "--rho", "0.1,3", "--output", "out").IsRefused(2, "--rho", "3");
        Tool.Run(_folder.Path, "sweep", Tool.Images, "--rho", "0.1,0.2").IsRefused(2, "--output");
        Tool.Run(_folder.Path, "sweep", Tool.Images, "--rows", "20", "--batch", "10,50", "--output", "out").IsRefused(2, "--batch", "50");
        Assert.Empty(_folder.Names);
        Tool.Run(_folder.Path, ["sweep", Tool.Images, .. Small, "--rho", "0.1,0.2", "--output", "out"]).Ok();
        Tool.Run(_folder.Path, ["sweep", Tool.Images, .. Small, "--rho", "0.1,0.2", "--beta", "2", "--output", "out"]).IsRefused(2, "out", "other options");
    }
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace Sae.Tests.Commands;

/// <summary>What a run survives, as processes: every end is brought about from outside.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Adam = ["--rows", "1500", "--hidden", "24", "--epochs", "10", "--batch", "60"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("adam", false)]
    [InlineData("adam", true)]
    [InlineData("sgd", true)]
    [InlineData("lbfgs", false)]
    [InlineData("lbfgs", true)]
    [InlineData("adam", false, true)]
    public void Killed_at_random_moments_and_resumed_equals_never_stopped(string optimizer, bool held, bool windows = false)
    {
        // 6,000 rows in double precision are more than a window of shuffled blocks.
        string[] words =
        [
            "train", Tool.Images, "--optimizer", optimizer, "--hidden", "24", .. held ? ["--hold-rho"] : Array.Empty<string>(),
            .. windows ? ["--rows", "6000", "--keep-rows", "0", "--precision", "double"] : (string[])["--rows", "1500"],
            .. optimizer == "lbfgs" ? ["--iterations", "40"] : (string[])["--epochs", "10", "--batch", "60"],
        ];
        Tool.Run(_folder.Path, [.. words, "--output", "never.safetensors"]).Ok();
        var random = new Random(17);
        var killed = 0;
        for (var leg = 0; leg < 5; leg++)
        {
            var process = File.Exists(_folder["run/options.json"])
                ? Tool.Start(_folder.Path, ["train", "--resume", "run", "--checkpoint-every", "0.02", "--threads", $"{1 + leg % 3}"])
                : Tool.Start(_folder.Path, [.. words, "--output", "killed.safetensors", "--run-dir", "run", "--checkpoint-every", "0.02"]);
            while (!process.HasExited && !Tool.AtWork(_folder["run"])) Thread.Yield();
            if (!process.WaitForExit(random.Next(250))) killed++;
            process.Kill();
            Tool.Wait(process);
        }
        Assert.True(killed > 0);
        Assert.Equal(0, Tool.Run(_folder.Path, "train", "--resume", "run").ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder["never.safetensors"]), File.ReadAllBytes(_folder["killed.safetensors"]));
        Assert.Equal(["checkpoint", "metrics.j", "model.saf", "options.j", "run.lock"],
            Directory.GetFiles(_folder["run"]).Select(path => Path.GetFileName(path)).Select(name => name[..Math.Min(name.Length, name[0] == 'c' ? 10 : 9)]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_finishes_the_step_saves_it_and_says_how_to_go_on(string signal, int exitCode)
    {
        var process = Tool.Start(_folder.Path, ["train", Tool.Images, "--epochs", "100000", "--run-dir", "run", "--output", "m.safetensors", "--checkpoint-every", "3600"]);
        process.StandardError.ReadLine();                              // it is at work now
        Tool.RunOther("kill", _folder.Path, $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        var result = Tool.Wait(process);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains("--resume run.", result.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder["run"], "checkpoint-*"));
        Assert.False(File.Exists(_folder["m.safetensors"]));
    }

    [Fact]
    public void Resume_makes_the_model_and_tells_of_the_whole_run()
    {
        Tool.Run(_folder.Path, ["train", Tool.Images, .. Adam, "--output", "m.safetensors", "--run-dir", "run", "--validation", "0.2"]).Ok();
        var model = File.ReadAllBytes(_folder["m.safetensors"]);
        File.Delete(_folder["m.safetensors"]);
        var again = Tool.Run(_folder.Path, "train", "--resume", "run", "--output", "n.safetensors", "--json").Ok();
        Assert.Equal(model, File.ReadAllBytes(_folder["n.safetensors"]));
        Assert.Equal((10, 1200, 300), ((int)again.Json["epochs"]!, (int)again.Json["rows"]!, (int)again.Json["validation_rows"]!));
        Assert.Equal(Enumerable.Range(1, 10), File.ReadAllLines(_folder["run/metrics.jsonl"]).Select(line => (int)JsonNode.Parse(line)!["epoch"]!));
    }

    [Fact]
    public void A_second_process_on_a_run_is_refused()
    {
        var process = Tool.Start(_folder.Path, ["train", Tool.Images, "--epochs", "100000", "--run-dir", "run", "--output", "m.safetensors"]);
        process.StandardError.ReadLine();
        Tool.Run(_folder.Path, "train", "--resume", "run").IsRefused(1, "run", "another process");
        process.Kill();
        Tool.Wait(process);
    }

    [Fact]
    public void A_full_disk_stops_the_run_with_the_last_checkpoint_intact()
    {
        // A disk of 3 MB in a mount of its own: checkpoints of 0.45 MB fit until something else has filled it.
        const string Script = """
            mkdir disk && mount -t tmpfs -o size=3m tmpfs disk || exit 77
            dotnet "$0" "$@" --epochs 4 --run-dir disk/run --output never.safetensors >/dev/null 2>&1 || exit 78
            rm -r disk/run
            dotnet "$0" "$@" --epochs 4 --run-dir disk/run --output m.safetensors >out 2>err & pid=$!
            while ! ls disk/run/checkpoint-* >/dev/null 2>&1; do kill -0 $pid || exit 79; done
            head -c 4000000 /dev/zero >disk/full 2>/dev/null
            wait $pid; echo $? >code
            rm disk/full
            dotnet "$0" train --resume disk/run >/dev/null 2>&1; echo $? >resumed
            """;
        var result = Tool.RunOther("unshare", _folder.Path, "-rm", "sh", "-c", Script, Tool.Program, "train", Tool.Images, "--rows", "9000", "--hidden", "24", "--batch", "20");
        Assert.True(result.ExitCode == 0, $"{result.ExitCode} {result.Error}");
        Assert.Equal(("1", ""), (File.ReadAllText(_folder["code"]).Trim(), File.ReadAllText(_folder["out"])));
        Assert.Matches(@"^sae: .+(cannot be written|disk is full).+\.$", File.ReadAllLines(_folder["err"])[^1]);
        Assert.Equal("0", File.ReadAllText(_folder["resumed"]).Trim());
        Assert.Equal(File.ReadAllBytes(_folder["never.safetensors"]), File.ReadAllBytes(_folder["m.safetensors"]));
    }

    [Fact]
    public void An_absurd_rate_is_lowered_aloud_or_refused_in_the_end()
    {
        string[] words = ["train", Tool.Images, .. Adam, "--optimizer", "sgd", "--decoder", "linear", "--json", "--output", "m.safetensors"];
        var lowered = Tool.Run(_folder.Path, [.. words, "--learning-rate", "2"]).Ok();
        Assert.True((int)lowered.Json["retreats"]! > 0);
        Assert.Contains("back to the start of the epoch, rate 2 → 0.5 (1 of", lowered.Error, StringComparison.Ordinal);
        var refused = Tool.Run(_folder.Path, [.. words, "--learning-rate", "1e20"]);
        (refused with { Error = refused.Error.TrimEnd().Split('\n')[^1] }).IsRefused(1, "--learning-rate", "6 times");
    }

    [Fact]
    public void Rows_that_changed_are_refused()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(50, 6)));
        Tool.Run(_folder.Path, "train", "data.npy", "--epochs", "2", "--run-dir", "run", "--output", "m.safetensors").Ok();
        _folder.Write("data.npy", Samples.Npy(Samples.Table(50, 6, seed: 8)));
        Tool.Run(_folder.Path, "train", "--resume", "run").IsRefused(2, "run", "rows");
    }

    [Theory]
    [InlineData("--hidden", "3")]
    [InlineData("--hold-rho", null)]
    [InlineData("--run-dir", "other")]
    [InlineData("--rows", "3")]
    public void Flags_that_would_change_the_run_are_refused(string flag, string? value) =>
        Tool.Run(_folder.Path, ["train", "--resume", "run", flag, .. value is null ? Array.Empty<string>() : [value]]).IsRefused(2, flag, "--run-dir");

    [Fact]
    public void Wrong_folders_are_refused()
    {
        Tool.Run(_folder.Path, "train", "--resume", "none").IsRefused(1, "none");
        Tool.Run(_folder.Path, "train", "--resume", ".").IsRefused(1, "options.json");
        _folder.Write("options.json", "{\"format\":");
        Tool.Run(_folder.Path, "train", "--resume", ".").IsRefused(1, "options.json");
        Tool.Run(_folder.Path, "train", Tool.Images, "--output", "m.safetensors", "--checkpoint-every", "5").IsRefused(2, "--checkpoint-every", "--run-dir");
    }

    [Fact]
    public void Check_resume_proves_it_here()
    {
        var result = Tool.Run(_folder.Path, "check", "--resume", "--json").Ok();
        Assert.True((bool)result.Json["resumed_equals_never_stopped"]!);
        Assert.True(result.Json["cases"]!.AsArray().Count >= 24);
    }
}

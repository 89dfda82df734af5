using System.Globalization;
using Sae.Tests;

namespace SparseAutoencoders.Mpi.Tests;

/// <summary>The tool on several machines: the first speaks, whatever happens.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_flag_nothing_of_it_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux lists what a process has loaded");
        var process = Tool.Start(_folder.Path, ["train", Tool.Images, "--output", "m.safetensors", "--epochs", "100000"]);
        Assert.StartsWith("epoch 1/", process.StandardError.ReadLine(), StringComparison.Ordinal);
        var loaded = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/maps"));
        process.Kill();
        process.Dispose();
        Assert.Contains("/SparseAutoencoders.dll", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("SparseAutoencoders.Mpi", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("libmpi", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_that_make_no_sense_are_refused()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--output", "m", "--distributed", "tcp").IsRefused(2, "--distributed", "'tcp'", "Give mpi");
        Tool.Run(_folder.Path, "train", Tool.Images, "--output", "m", "--distributed", "mpi", "--exchange-timeout", "0").IsRefused(2, "--exchange-timeout", "above 0");
        Tool.Run(_folder.Path, "train", Tool.Images, "--output", "m", "--exchange-timeout", "9").IsRefused(2, "--exchange-timeout", "--distributed mpi");
        Tool.Run(_folder.Path, "train", Tool.Images, "--output", "m", "--distributed", "mpi").IsRefused(1, "sae: MPI: ");     // nobody launched it, or there is no MPI
        Tool.Run(_folder.Path, "evaluate", "m", Tool.Images, "--distributed", "mpi").IsRefused(2, "there is no flag --distributed");
    }

    // Every rank finds the same fault, before or after it has joined: one of them says it.
    [Theory]
    [InlineData(MpiRun.OpenMpi, 2, "--no-such-flag", "sae: train: there is no flag --no-such-flag. ")]
    [InlineData(MpiRun.Mpich, 2, "--no-such-flag", "sae: train: there is no flag --no-such-flag. ")]
    [InlineData(MpiRun.OpenMpi, 1, "missing.npy", "sae: missing.npy: there is no such file. ")]
    [InlineData(MpiRun.Mpich, 1, "missing.npy", "sae: missing.npy: there is no such file. ")]
    public void A_fault_of_all_is_told_once(string launcher, int exitCode, string word, string line)
    {
        string[] words = word[0] == '-' ? [Tool.Images, word] : [word];
        var result = Run(launcher, ["train", .. words, "--output", "m.safetensors", "--distributed", "mpi"]);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(line, Assert.Single(result.Error.Split('\n'), one => one.StartsWith("sae: ", StringComparison.Ordinal) && !one.StartsWith("sae: note: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs 2 --batch 96 --scale standard --decoder linear --validation 0.2")]
    [InlineData("--epochs 2 --batch 96 --hold-rho")]
    [InlineData("--epochs 2 --batch 96 --sparsity batch-topk --l0 3")]
    [InlineData("--epochs 2 --batch 96 --sparsity jumprelu --l0 3 --validation 0.1")]
    [InlineData("--optimizer lbfgs --iterations 5 --hold-rho")]
    [InlineData("--optimizer lbfgs --iterations 5")]
    public void The_model_and_its_figures_are_the_same_on_any_number_of_machines(string options)
    {
        string[] words = ["train", Tool.Images, "--rows", "900", "--hidden", "12", "--shards", "8", .. options.Split(' '), "--output", "m.safetensors", "--json"];
        var alone = Tool.Run(_folder.Path, words).Ok().Json;
        var model = File.ReadAllBytes(_folder["m.safetensors"]);
        var figures = Figures(alone);
        foreach (var (launcher, ranks) in (ReadOnlySpan<(string, int)>)[(MpiRun.OpenMpi, 2), (MpiRun.OpenMpi, options.Contains("validation", StringComparison.Ordinal) ? 8 : 4), (MpiRun.Mpich, 2)])
        {
            if (!File.Exists(launcher)) continue;
            File.Delete(_folder["m.safetensors"]);
            var several = Run(launcher, [.. words, "--distributed", "mpi"], ranks).Ok();
            Assert.Equal(model, File.ReadAllBytes(_folder["m.safetensors"]));
            Assert.Equal(figures, Figures(several.Json));
            Assert.StartsWith("{", several.Output, StringComparison.Ordinal);                       // nothing but what one machine says
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"sae: note: {ranks} machines, joined by "), several.Error, StringComparison.Ordinal);
        }

        static string Figures(System.Text.Json.Nodes.JsonObject report)
        {
            foreach (var key in (string[])["seconds", "rows_per_second", "validation_seconds", "validation_rows_per_second"]) report.Remove(key);
            return report.ToJsonString();
        }
    }

    // One of the ranks is killed; the others end; what goes on are as many, fewer, or one alone.
    [Theory]
    [InlineData("--epochs 30 --batch 60")]
    [InlineData("--optimizer lbfgs --iterations 60")]
    public void Killed_at_random_moments_and_resumed_on_other_machines_equals_never_stopped(string options)
    {
        MpiRun.Require(MpiRun.OpenMpi);
        string[] words = ["train", Tool.Images, "--rows", "1500", "--hidden", "24", "--shards", "4", .. options.Split(' ')];
        Tool.Run(_folder.Path, [.. words, "--output", "never.safetensors"]).Ok();
        var random = new Random(23);
        var killed = 0;
        foreach (var ranks in (ReadOnlySpan<int>)[4, 2, 2, 4, 2, 4])
        {
            string[] leg = File.Exists(_folder["run/options.json"]) ? ["train", "--resume", "run"] : [.. words, "--output", "killed.safetensors", "--run-dir", "run"];
            using var job = Tool.StartOther(MpiRun.OpenMpi, _folder.Path, [.. MpiRun.Words(MpiRun.OpenMpi, ranks), "dotnet", Tool.Program, .. leg, "--checkpoint-every", "0.02", "--distributed", "mpi"]);
            var error = job.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            while (!job.HasExited && !Tool.AtWork(_folder["run"])) Thread.Yield();
            job.WaitForExit(random.Next(400));
            if (!job.HasExited && Children(job.Id) is { Count: > 0 } processes)
            {
                Tool.RunOther("kill", _folder.Path, "-9", processes[random.Next(processes.Count)]);
                killed++;
            }
            // Open MPI's launcher now and then stays when all it started have gone, and is ended as a scheduler would.
            for (var seconds = 0; !job.WaitForExit(1000) && Children(job.Id).Count > 0; seconds++) Assert.True(seconds < 90, "the others did not end");
            if (!job.WaitForExit(10_000)) job.Kill();
            job.WaitForExit();
        }
        Assert.True(killed > 0);
        Tool.Run(_folder.Path, "train", "--resume", "run").Ok();
        Assert.Equal(File.ReadAllBytes(_folder["never.safetensors"]), File.ReadAllBytes(_folder["killed.safetensors"]));
    }

    [Theory]
    [InlineData(MpiRun.OpenMpi)]
    [InlineData(MpiRun.Mpich)]
    public void A_machine_that_is_told_to_stop_stops_all_and_the_run_is_saved(string launcher)
    {
        MpiRun.Require(launcher);
        using var job = Tool.StartOther(launcher, _folder.Path, [.. MpiRun.Words(launcher, 2), "dotnet", Tool.Program,
            "train", Tool.Images, "--rows", "2000", "--epochs", "100000", "--shards", "2", "--run-dir", "run", "--output", "m.safetensors", "--checkpoint-every", "3600", "--distributed", "mpi"]);
        while (job.StandardError.ReadLine() is { } line && !line.StartsWith("epoch 1/", StringComparison.Ordinal)) { }
        Tool.RunOther("pkill", _folder.Path, "-TERM", "-P", string.Join(',', Children(job.Id).Append(job.Id.ToString(CultureInfo.InvariantCulture))), "-f", "sae.dll").Ok();
        var result = Tool.Wait(job);
        Assert.NotEqual(0, result.ExitCode);
        Assert.EndsWith("The run is saved in run: go on with sae train --resume run.", Assert.Single(result.Error.Split('\n'), one => one.StartsWith("sae: stopped: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder["run"], "checkpoint-*"));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 2)]
    public void Machines_and_shards_that_do_not_go_together_are_refused(int ranks, int shards)
    {
        var result = Run(MpiRun.OpenMpi, ["train", Tool.Images, "--rows", "100", "--shards", shards.ToString(CultureInfo.InvariantCulture), "--output", "m.safetensors", "--distributed", "mpi"], ranks);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("shards", Assert.Single(result.Error.Split('\n'), one => one.StartsWith("sae: ", StringComparison.Ordinal) && !one.StartsWith("sae: note: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private Tool.Result Run(string launcher, IEnumerable<string> words, int ranks = 2)
    {
        MpiRun.Require(launcher);
        return Tool.RunOther(launcher, _folder.Path, [.. MpiRun.Words(launcher, ranks), "dotnet", Tool.Program, .. words]);
    }

    /// <summary>The processes that one has started: ranks, of Open MPI's launcher.</summary>
    private static IReadOnlyList<string> Children(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task")).SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        }
        catch (IOException)
        {
            return [];                                       // it has just ended
        }
    }
}

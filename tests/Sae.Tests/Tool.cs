using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sae.Tests;

/// <summary>Runs the tool as its users do: as a process.</summary>
internal static class Tool
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>The built tool: artifacts/bin/Sae/release/sae.dll beside artifacts/bin/Sae.Tests/release/.</summary>
    public static string Program { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Sae", Configuration, "sae.dll"));

    /// <summary>The repository.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    /// <summary>The real images.</summary>
    public static string Images { get; } = Path.Combine(Repository, "data", "fashion-mnist", "t10k-images-idx3-ubyte.gz");

    /// <summary>Labels of the images: no rows to learn from.</summary>
    public static string Labels { get; } = Path.Combine(Repository, "data", "fashion-mnist", "t10k-labels-idx1-ubyte.gz");

    /// <summary>Runs the tool in a folder and waits for it.</summary>
    public static Result Run(string folder, params IEnumerable<string> words) => Wait(Start(folder, words));

    /// <summary>Starts the tool.</summary>
    public static Process Start(string folder, IEnumerable<string> words) => StartOther("dotnet", folder, words.Prepend(Program));

    /// <summary>Runs any program in a folder and waits for it.</summary>
    public static Result RunOther(string program, string folder, params IEnumerable<string> words) => Wait(StartOther(program, folder, words));

    /// <summary>Waits for a program and takes what it wrote. One that hangs is ended, so that its test fails instead of never ending.</summary>
    public static Result Wait(Process process)
    {
        using (process)
        {
            using var limit = new Timer(_ => process.Kill(), null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Result(process.ExitCode, output, error.Result);
        }
    }

    /// <summary>True once a run has begun in a folder.</summary>
    public static bool AtWork(string run) => File.Exists(Path.Combine(run, "metrics.jsonl"));

    /// <summary>Starts any program in a folder.</summary>
    public static Process StartOther(string program, string folder, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What a program left.</summary>
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The last line of standard output, as JSON.</summary>
        public JsonObject Json => JsonNode.Parse(Output.TrimEnd('\n').Split('\n')[^1])!.AsObject();

        /// <summary>Itself, if the program ended well.</summary>
        public Result Ok()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}{Output}");
            return this;
        }

        /// <summary>Asserts one line of the tool's form: "sae: where: what. The way out."</summary>
        public void IsRefused(int exitCode, params IEnumerable<string> named)
        {
            Assert.Equal((exitCode, ""), (ExitCode, Output));
            var line = Error.TrimEnd('\n').Split('\n')[^1];
            Assert.Matches(@"^sae: [^:]+: .+[.?] .+\.$", line);
            Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
            Assert.All(named, word => Assert.Contains(word, line, StringComparison.Ordinal));
        }
    }
}

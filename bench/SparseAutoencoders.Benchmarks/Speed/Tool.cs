using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>Runs a program to its end, as a user would, and watches it.</summary>
internal static class Tool
{
    /// <summary>The command line, by the script that users start; a smoke run takes what the solution's build made, so as to build nothing.</summary>
    public static string Sae(BenchmarkRun run) =>
        run.Smoke ? Path.Combine(Repository.Path, "artifacts", "bin", "Sae", "release", "sae") : Path.Combine(Repository.Path, "sae");

    /// <summary>What became of a run.</summary>
    /// <param name="Output">Its lines on standard output.</param>
    /// <param name="Seconds">From start to end.</param>
    /// <param name="PeakBytes">The most memory it held, mapped files included; 0 where the system does not say.</param>
    public sealed record Outcome(IReadOnlyList<string> Output, double Seconds, long PeakBytes)
    {
        /// <summary>The last line, as JSON.</summary>
        public JsonNode Json => JsonNode.Parse(Output[^1])!;
    }

    /// <exception cref="InvalidOperationException">It failed; what it wrote to standard error stands above.</exception>
    public static Outcome Run(string program, params IReadOnlyList<string> arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = Task.Run(() =>
        {
            var lines = new List<string>();
            while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
            return lines;
        });
        var peak = 0L;
        while (!process.WaitForExit(20)) peak = Math.Max(peak, Peak(process.Id));
        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new Outcome(output.Result, seconds, peak)
            : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}: exit code {process.ExitCode}, see above.");
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;                                            // it has just ended, or there is no such file system
        }
    }
}

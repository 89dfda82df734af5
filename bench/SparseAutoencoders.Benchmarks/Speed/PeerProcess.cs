using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>A peer in a process of its own that answers one line of JSON with another, so that both sides are measured in turn.</summary>
internal sealed class PeerProcess : IDisposable
{
    // Debian's interpreter: the one its packages are for.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    /// <param name="run">What is measured: no smoke run.</param>
    /// <param name="script">File name in bench/peers.</param>
    /// <param name="arguments">Its arguments.</param>
    public PeerProcess(BenchmarkRun run, string script, params IReadOnlyList<string> arguments)
    {
        RefuseSmoke(run);
        var start = new ProcessStartInfo(Python, [PathOf(script), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // PyTorch's threads and OpenBLAS's are two sets, each of which waits awake: in each other's way where there are no more processors than threads.
        // With both asleep the peer is faster, twice at some shapes.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["OPENBLAS_THREAD_TIMEOUT"] = "4";
        _process = Process.Start(start)!;
        About = Reply();
    }

    /// <summary>Has peers that are started later use the OpenBLAS kernels that are fastest here, unless the caller has chosen some.</summary>
    public static void ChooseBlas(BenchmarkRun run)
    {
        const string Core = "OPENBLAS_CORETYPE";
        RefuseSmoke(run);
        if (Environment.GetEnvironmentVariable(Core) is not null) return;
        var core = Run(run, "blas_core.py", run.ThreadCount.ToString(CultureInfo.InvariantCulture)).Output[0];
        Environment.SetEnvironmentVariable(Core, core.Length > 0 ? core : null);
    }

    /// <summary>What the peer says of itself.</summary>
    public JsonNode About { get; }

    /// <summary>Runs a peer's script to its end.</summary>
    public static Tool.Outcome Run(BenchmarkRun run, string script, params IReadOnlyList<string> arguments)
    {
        RefuseSmoke(run);
        return Tool.Run(Python, [PathOf(script), .. arguments]);
    }

    private static string PathOf(string script) => Path.Combine(Repository.Path, "bench", "peers", script);

    /// <summary>Asks for something and waits for it.</summary>
    public JsonNode Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        return Reply();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonNode Reply() => _process.StandardOutput.ReadLine() is { } line
        ? JsonNode.Parse(line)!
        : throw new InvalidOperationException("The peer ended without an answer; what it wrote stands above. It needs Debian's python3-torch and libopenblas0-pthread.");

    // A smoke run must pass on a machine that has no peer; one that has them would not show it.
    private static void RefuseSmoke(BenchmarkRun run)
    {
        if (run.Smoke) throw new InvalidOperationException("A smoke run starts no peer.");
    }
}

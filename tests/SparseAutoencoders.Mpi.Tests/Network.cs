using System.Globalization;
using Sae.Tests;

namespace SparseAutoencoders.Mpi.Tests;

/// <summary>Two machines on this one: see machines.sh.</summary>
internal sealed class Network : IDisposable
{
    private const int Machines = 2;

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "machines.sh");

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"sae{Environment.ProcessId % 100_000}"), _net = string.Create(CultureInfo.InvariantCulture, $"10.77.{Environment.ProcessId % 250 + 1}");

    /// <exception cref="Xunit.Sdk.SkipException">Such machines cannot be made here.</exception>
    public Network()
    {
        var tried = File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip") || File.Exists("/usr/bin/ip") ? Do("up", _net, "2") : null;
        if (tried is { ExitCode: 0 }) return;
        Dispose();
        Assert.Skip($"no network namespaces can be made: {tried?.Error.Trim() ?? "ip is not installed"}");
    }

    /// <summary>Does something to the machines.</summary>
    public Tool.Result Do(string what, params string[] words) => Tool.RunOther(Script, AppContext.BaseDirectory, [what, _name, .. words]);

    /// <summary>Starts a rank on each machine.</summary>
    public System.Diagnostics.Process Start(string launcher, params string[] words)
    {
        MpiRun.Require(launcher);
        var hosts = string.Join(',', Enumerable.Range(1, Machines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{_net}.{i}")));
        // Without these, ranks would find out that they lie on one machine after all.
        IEnumerable<string> network = launcher == MpiRun.OpenMpi
            ? ["--mca", "plm_rsh_agent", Script, "--mca", "btl", "tcp,self", "-x", "TEST_TIMEOUT", "--host", hosts]
            : ["-launcher", "ssh", "-launcher-exec", Script, "-hosts", hosts];
        return Tool.StartOther("env", AppContext.BaseDirectory,
            [$"MACHINES={_name}", "UCX_TLS=tcp,self", "TEST_TIMEOUT=4", Script, "on", _name, "0", launcher, .. MpiRun.Words(launcher, Machines), .. network, MpiRun.Program, "rank", .. words]);
    }

    public void Dispose() => Do("down", "2");
}

using System.Globalization;
using Sae.Tests;

// Ranks wait for each other at full speed: one job at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace SparseAutoencoders.Mpi.Tests;

/// <summary>The launchers of the system, as Debian names them.</summary>
internal static class MpiRun
{
    public const string OpenMpi = "/usr/bin/mpirun.openmpi", Mpich = "/usr/bin/mpirun.mpich";

    /// <summary>This program, whose ranks are <see cref="OneOfSeveral"/>.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "SparseAutoencoders.Mpi.Tests");

    /// <summary>Words of a launcher that starts so many processes, whoever calls it and however few processors there are.</summary>
    public static IEnumerable<string> Words(string launcher, int ranks) =>
        [.. launcher == OpenMpi ? (string[])["--allow-run-as-root", "--oversubscribe", "--mca", "mpi_yield_when_idle", "1"] : [], "-n", ranks.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Runs ranks on this machine and waits for them.</summary>
    public static Tool.Result Run(string launcher, int ranks, params string[] words) => Run([], launcher, ranks, words);

    /// <summary>The same, with variables of the environment: NAME=VALUE.</summary>
    public static Tool.Result Run(string[] variables, string launcher, int ranks, params string[] words)
    {
        Require(launcher);
        return Tool.RunOther("env", Path.GetTempPath(), [.. variables, launcher, .. Words(launcher, ranks), Program, "rank", .. words]);
    }

    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Require(string program) => Assert.SkipUnless(File.Exists(program), $"{program} is not installed");

    /// <summary>The lines in which ranks themselves say something, among those of the launcher.</summary>
    public static IReadOnlyList<string> Said(Tool.Result result) =>
        [.. result.Error.Split('\n').Where(line => line.StartsWith("said: ", StringComparison.Ordinal) || line.StartsWith("rank ", StringComparison.Ordinal))];
}

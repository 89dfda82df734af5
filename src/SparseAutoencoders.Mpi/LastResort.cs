using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace SparseAutoencoders.Mpi;

/// <summary>Ends what does not end by itself when a machine has gone.</summary>
internal static partial class LastResort
{
    // Open MPI's mpirun ends the processes it can reach within a second or two, and then waits for the machine that has gone, for ever. It has killed this process by then,
    // so that a small one of its own must see to it, and only where the launcher is still the same. With it go the connections to the other machines that it holds, each a process and its
    // group. MPICH's and Slurm's end by themselves.
    private const string EndLauncher = """sleep 4; [ "$(cat /proc/$0/comm)" = "$1" ] || exit; links=$(cat /proc/$0/task/*/children); kill -s KILL $0; for link in $links; do kill -s KILL -- -$link; done""";

    private static readonly string[] OpenMpiLaunchers = ["mpirun", "mpiexec", "orterun", "prterun"];

    /// <summary>Ends Open MPI's mpirun in a few seconds, if it is what started this process and has not ended until then.</summary>
    public static void EndOpenMpiLauncherSoon()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            var parent = ParentProcess();
            var name = File.ReadAllText($"/proc/{parent}/comm").Trim();
            if (!OpenMpiLaunchers.Any(launcher => name.StartsWith(launcher, StringComparison.Ordinal))) return;
            using var end = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", $"exec >/dev/null 2>&1; {EndLauncher}", parent.ToString(CultureInfo.InvariantCulture), name]));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // Nothing more can be done: the launcher's own time limit remains.
        }
    }

    /// <summary>Ends this process without what is usually done at a process's end, which may wait for what does not come.</summary>
    [DoesNotReturn]
    public static void EndProcess(int exitCode)
    {
        if (!OperatingSystem.IsWindows()) ExitNow(exitCode);
        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int exitCode);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentProcess();
}

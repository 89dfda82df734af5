using Sae.Tests;

namespace SparseAutoencoders.Mpi.Tests;

public sealed class MpiGroupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MpiRun.OpenMpi, 1)]
    [InlineData(MpiRun.OpenMpi, 2)]
    [InlineData(MpiRun.OpenMpi, 4)]
    [InlineData(MpiRun.OpenMpi, 8)]
    [InlineData(MpiRun.Mpich, 1)]
    [InlineData(MpiRun.Mpich, 2)]
    public void Every_exchange_is_right(string launcher, int ranks)
    {
        var result = MpiRun.Run(launcher, ranks, "right").Ok();
        Assert.Matches($@"^right on {ranks} ranks of {(launcher == MpiRun.OpenMpi ? @"Open MPI v?\d" : @"MPICH \d")}[^\n]*\n$", result.Output);
        Assert.Equal("", result.Error);
    }

    // No distribution has a library with the standard's interface yet: this is one on top of MPICH.
    [Fact]
    public void Exchanges_through_the_standards_interface_are_right()
    {
        MpiRun.Require(MpiRun.Mpich);
        MpiRun.Require("/usr/bin/cc");
        Tool.RunOther("cc", AppContext.BaseDirectory, "-shared", "-fPIC", "-o", _folder["libmpi_abi.so.0"], "abi.c").Ok();
        Assert.StartsWith("right on 2 ranks of MPICH", MpiRun.Run([$"{MpiGroup.LibraryVariable}={_folder["libmpi_abi.so.0"]}"], MpiRun.Mpich, 2, "right").Ok().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MpiRun.OpenMpi)]
    [InlineData(MpiRun.Mpich)]
    public void Exceptions_of_the_runtime_are_caught_as_ever(string launcher) =>
        Assert.Equal("6 of 6 were caught\n", MpiRun.Run(launcher, 2, "signals").Ok().Output);

    [Theory]
    [InlineData(MpiRun.OpenMpi, "libmpich.so.12", MpiRun.Mpich, "Open MPI's mpirun started 2 processes, and MPICH ")]
    [InlineData(MpiRun.Mpich, "libmpi.so.40", MpiRun.OpenMpi, "MPICH's mpirun started 2 processes, and Open MPI ")]
    public void A_launcher_that_is_not_the_librarys_is_refused(string launcher, string library, string other, string finding)
    {
        MpiRun.Require(other);
        var result = MpiRun.Run([$"{MpiGroup.LibraryVariable}={library}"], launcher, 2, "right");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Matches($@"^said: MpiException: MPI: {finding}\S+ \({library}\) knows of 1\. Start them by that library's own mpirun, or .*\.$", Assert.Single(MpiRun.Said(result)));
    }

    [Theory]
    [InlineData("/nowhere/libmpi.so", "SAE_MPI_LIBRARY: /nowhere/libmpi.so cannot be loaded. Name a shared library of MPI, by its full path or as the system finds it.")]
    [InlineData("libc.so.6", "libc.so.6: it is no MPI library, for it has no MPI_Initialized. Name one in SAE_MPI_LIBRARY.")]
    public void A_library_that_is_none_is_refused(string library, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libraries have other names");
        var result = Tool.RunOther("env", _folder.Path, $"{MpiGroup.LibraryVariable}={library}", MpiRun.Program, "rank", "right");
        Assert.Equal((3, "", $"said: MpiException: {message}\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public void Without_a_library_it_is_said_what_to_install() => Assert.Matches(
        @"^MPI: no library of it is installed on \S+\. Install one on every machine \(Debian and Ubuntu: openmpi-bin, or mpich\), or name its file in SAE_MPI_LIBRARY\.$",
        Assert.Throws<MpiException>(() => MpiLibrary.Load(null, ["libnowhere.so.7"])).Message);

    [Fact]
    public void A_process_that_nobody_launched_is_refused()
    {
        Assert.SkipUnless(File.Exists(MpiRun.OpenMpi) || File.Exists(MpiRun.Mpich), "no MPI is installed");
        Assert.False(MpiGroup.IsLaunched);
        Assert.Null(MpiGroup.LaunchedRank);
        var result = Tool.RunOther(MpiRun.Program, _folder.Path, "rank", "right");
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Equal("said: MpiException: MPI: nothing started this process as one of several. Write mpirun -n 4 (or srun, in a job of Slurm) before the command.", Assert.Single(MpiRun.Said(result)));
    }

    [Theory]
    [InlineData(MpiRun.OpenMpi)]
    [InlineData(MpiRun.Mpich)]
    public void Machines_with_different_versions_are_refused(string launcher)
    {
        var result = MpiRun.Run(launcher, 2, "versions");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("said: MpiException: MPI: machines run different versions: rank 0 1.2.0, rank 1 1.2.1. Install the same one everywhere.", Assert.Single(MpiRun.Said(result)));
    }

    // The last of two falls. What the launcher itself says of it is the launcher's.
    [Theory]
    [InlineData(MpiRun.OpenMpi, "kill", null)]
    [InlineData(MpiRun.OpenMpi, "throw", null)]
    [InlineData(MpiRun.OpenMpi, "fail", "said: InvalidDataException: row 7 is not a number")]
    [InlineData(MpiRun.OpenMpi, "leave", "rank 0: an exchange with the other machines took longer than 4 s. One of them hangs, or a link is down: start the job again, or allow more (`ExchangeTimeout`).")]
    [InlineData(MpiRun.OpenMpi, "return", "rank 1: the process ends in the midst of its group's work. Dispose of the group first, or abort it.")]
    [InlineData(MpiRun.OpenMpi, "hang", "rank 0: an exchange with the other machines took longer than 4 s. One of them hangs, or a link is down: start the job again, or allow more (`ExchangeTimeout`).")]
    [InlineData(MpiRun.Mpich, "kill", null)]
    [InlineData(MpiRun.Mpich, "fail", "said: InvalidDataException: row 7 is not a number")]
    [InlineData(MpiRun.Mpich, "return", "rank 1: the process ends in the midst of its group's work. Dispose of the group first, or abort it.")]
    [InlineData(MpiRun.Mpich, "hang", "rank 0: an exchange with the other machines took longer than 4 s. One of them hangs, or a link is down: start the job again, or allow more (`ExchangeTimeout`).")]
    public void A_rank_that_falls_ends_the_job(string launcher, string how, string? line)
    {
        var result = MpiRun.Run(["TEST_TIMEOUT=4"], launcher, 2, "fall", how);
        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith("at work", result.Output, StringComparison.Ordinal);
        Assert.Equal(line is null ? [] : [line], MpiRun.Said(result));
        if (how is "fail") Assert.Equal(3, result.ExitCode);
        if (how is "leave" or "return" or "hang") Assert.Equal(1, result.ExitCode);
    }
}

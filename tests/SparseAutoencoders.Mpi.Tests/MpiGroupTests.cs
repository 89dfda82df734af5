namespace SparseAutoencoders.Mpi.Tests;

public sealed class MpiGroupTests
{
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
}

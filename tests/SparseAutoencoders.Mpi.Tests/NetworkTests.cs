using Sae.Tests;

namespace SparseAutoencoders.Mpi.Tests;

public sealed class NetworkTests
{
    // What comes to 20 times 1 MB on two machines is the same on one.
    [Theory]
    [InlineData(MpiRun.OpenMpi)]
    [InlineData(MpiRun.Mpich)]
    public void Lost_packets_change_nothing(string launcher)
    {
        using var network = new Network();
        Assert.SkipUnless(network.Do("lose", "2") is { ExitCode: 0 }, "no packets can be lost here");
        var alone = MpiRun.Run(launcher, 2, "exchange", "500000", "20").Ok().Output;
        Assert.Matches("^at work\nhash [0-9a-f]{12}\n$", alone);
        Assert.Equal(alone, Tool.Wait(network.Start(launcher, "exchange", "500000", "20")).Ok().Output);
    }

    [Theory]
    [InlineData(MpiRun.OpenMpi)]
    [InlineData(MpiRun.Mpich)]
    public void A_link_that_is_cut_ends_the_job(string launcher)
    {
        using var network = new Network();
        var job = network.Start(launcher, "exchange", "10000", "100000000");
        Assert.Equal("at work", job.StandardOutput.ReadLine());
        network.Do("cut", "1").Ok();
        var result = Tool.Wait(job);                     // once the connections to the other machine have gone with the launcher
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("rank 0: an exchange with the other machines took longer than 4 s. One of them hangs, or a link is down: start the job again, or allow more (`ExchangeTimeout`).",
            Assert.Single(MpiRun.Said(result)));
    }
}

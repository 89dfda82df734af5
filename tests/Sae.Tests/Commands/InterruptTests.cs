using System.Globalization;

namespace Sae.Tests.Commands;

public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_stops_training_and_leaves_no_file(string signal, int exitCode)
    {
        var process = Tool.Start(_folder.Path, ["train", Tool.Images, "--output", "m.safetensors", "--epochs", "100000"]);
        var first = process.StandardError.ReadLine();                  // it is at work now
        Tool.RunOther("kill", _folder.Path, $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        var result = Tool.Wait(process);
        Assert.StartsWith("epoch 1/", first, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("sae: stopped: ", result.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    // Whitening is at work, or over already on a fast machine.
    [Fact]
    public void A_signal_stops_whitening_and_leaves_no_file()
    {
        _folder.Write("wide.npy", Samples.Npy(Samples.Table(1500, 1400)));
        var process = Tool.Start(_folder.Path, ["train", "wide.npy", "--scale", "zca", "--decoder", "linear", "--hidden", "2", "--output", "m.safetensors", "--epochs", "100000"]);
        var first = process.StandardError.ReadLine();
        Tool.RunOther("kill", _folder.Path, "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        var result = Tool.Wait(process);
        Assert.Matches(@"^(scaling: \d+ %|epoch 1/)", first);
        Assert.Equal((143, ""), (result.ExitCode, result.Output));
        Assert.Equal(["wide.npy"], _folder.Names);
    }
}

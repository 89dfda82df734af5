namespace Sae.Tests.Commands;

public sealed class SeveralFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SeveralFilesTests()
    {
        _folder.Write("a.csv", Samples.Csv(Samples.Table(30, 4), header: true));
        _folder.Write("b.csv", Samples.Csv(Samples.Table(20, 4, seed: 3), header: true));
        _folder.Write("both.csv", File.ReadAllText(_folder["a.csv"]) + string.Join('\n', File.ReadAllLines(_folder["b.csv"])[1..]) + "\n");
        _folder.Write("wide.csv", Samples.Csv(Samples.Table(5, 5), header: true));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_patterns_are_one_set_of_rows()
    {
        string[] train = ["--epochs", "2", "--hidden", "3", "--json", "--output"];
        var one = Tool.Run(_folder.Path, ["train", "both.csv", .. train, "one"]).Ok().Json;
        var two = Tool.Run(_folder.Path, ["train", "a.csv", "b.csv", .. train, "two", "--run-dir", "run"]).Ok().Json;
        var pattern = Tool.Run(_folder.Path, ["train", "?.csv", .. train, "three"]).Ok().Json;
        Assert.Equal(50, (int)one["rows"]!);
        Assert.Equal((double)one["loss_total"]!, (double)two["loss_total"]!);
        Assert.Equal((double)one["loss_total"]!, (double)pattern["loss_total"]!);
        Assert.Equal((double)one["loss_total"]!, (double)Tool.Run(_folder.Path, "evaluate", "two", "a.csv", "b.csv", "--json").Ok().Json["loss_total"]!);
        Tool.Run(_folder.Path, "encode", "two", "b.csv", "a.csv", "--output", "x.csv").Ok();
        Tool.Run(_folder.Path, "encode", "two", "a.csv", "b.csv", "--output", "b.csv").IsRefused(2, "b.csv is also read");

        // A finished run, back before its end.
        File.Delete(_folder["run/model.safetensors"]);
        Assert.Equal((double)one["loss_total"]!, (double)Tool.Run(_folder.Path, "train", "--resume", "run", "--json").Ok().Json["loss_total"]!);
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused()
    {
        Tool.Run(_folder.Path, "train", "a.csv", "wide.csv", "--output", "m").IsRefused(1, "wide.csv", "5 numbers", "a.csv 4");
        Tool.Run(_folder.Path, "train", "x*.csv", "--output", "m").IsRefused(1, "x*.csv", "no file has such a name");
        Tool.Run(_folder.Path, "train", "a.csv", "missing.csv", "--output", "m").IsRefused(1, "missing.csv");
        Tool.Run(_folder.Path, "train", "a.csv", "--count", "5", "--output", "m").IsRefused(2, "--count", "--patches");
        Tool.Run(_folder.Path, "train", "a.csv", "--patches", "2x2", "--output", "m").IsRefused(1, "a.csv", "--patches");
    }
}

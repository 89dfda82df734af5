namespace Sae.Tests.Commands;

/// <summary>Tables as people have them: with names, labels, gaps and columns in another order.</summary>
public sealed class ColumnsTests : IDisposable
{
    private static readonly string[] Train = ["--epochs", "2", "--hidden", "3", "--scale", "minmax", "--output", "m"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_stay_with_the_model_and_find_its_columns_in_other_files()
    {
        var lines = Samples.Csv(Samples.Table(30, 3), header: true).TrimEnd('\n').Split('\n');
        _folder.Write("labelled.csv", string.Join('\n', lines.Select((line, i) => i == 0 ? $"id,{line},label" : $"r{i},{line},{(i % 2 == 0 ? "good" : "bad")}")));
        _folder.Write("turned.csv", string.Join('\n', lines.Select(line => string.Join(',', line.Split(',').Reverse()))));
        _folder.Write("other.csv", "x0,x1,y\n0.1,0.2,0.3\n");

        Tool.Run(_folder.Path, ["train", "labelled.csv", .. Train]).IsRefused(1, "line 2, column 1 (id)", "--exclude id");
        Tool.Run(_folder.Path, ["train", "labelled.csv", "--exclude", "id,labe", .. Train]).IsRefused(1, "'labe'", "Did you mean 'label'?");
        var trained = Tool.Run(_folder.Path, ["train", "labelled.csv", "--exclude", "id,label", .. Train, "--json"]).Ok().Json;
        Assert.Equal(3, (int)trained["inputs"]!);
        Assert.Equal("""["x0","x1","x2"]""", Tool.Run(_folder.Path, "inspect", "m", "--json").Ok().Json["input_names"]!.ToJsonString());
        foreach (var file in new[] { "labelled.csv", "turned.csv" })
            Assert.Equal((double)trained["loss_total"]!, (double)Tool.Run(_folder.Path, "evaluate", "m", file, "--json").Ok().Json["loss_total"]!);
        Tool.Run(_folder.Path, "evaluate", "m", "other.csv").IsRefused(1, "other.csv", "'x2'", "--columns");
        Tool.Run(_folder.Path, "evaluate", "m", "other.csv", "--columns", "1-3").Ok();
        Assert.Contains("x1", Tool.Run(_folder.Path, "score", "m", "turned.csv").Ok().Output, StringComparison.Ordinal);
        Tool.Run(_folder.Path, "features", "m", "--output", "units.png").Ok();
    }

    [Fact]
    public void Gaps_are_filled_with_the_means_of_the_training_rows()
    {
        _folder.Write("gaps.csv", "a,b\n0,1\n1,\n,3\n2,2\n");
        _folder.Write("filled.csv", "b,a\n1,0\n2,1\n3,1\n2,2\n");
        Tool.Run(_folder.Path, ["train", "gaps.csv", .. Train]).IsRefused(1, "line 3, column 2 (b)", "--impute mean");
        Tool.Run(_folder.Path, ["train", "gaps.csv", "--impute", "mean", "--run-dir", "run", .. Train]).Ok();
        Assert.Equal(1, (int)Tool.Run(_folder.Path, "inspect", "gaps.csv", "--rows", "2", "--json").Ok().Json["rows_with_nan_or_infinity"]!);
        Assert.Equal((double)Tool.Run(_folder.Path, "evaluate", "m", "filled.csv", "--json").Ok().Json["loss_total"]!,
            (double)Tool.Run(_folder.Path, "evaluate", "m", "gaps.csv", "--json").Ok().Json["loss_total"]!, 1e-7);
        Tool.Run(_folder.Path, "report", "m", "gaps.csv", "--output", "report.html").Ok();
        Assert.DoesNotContain(">NaN<", File.ReadAllText(_folder["report.html"]), StringComparison.Ordinal);
    }
}

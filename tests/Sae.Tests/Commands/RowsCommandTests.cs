using System.Globalization;
using SparseAutoencoders;

namespace Sae.Tests.Commands;

public sealed class RowsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RowsCommandTests()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(40, 6)));
        Train("m.safetensors", "single");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("encode", "single", "float32", 5)]
    [InlineData("encode", "double", "float64", 5)]
    [InlineData("reconstruct", "single", "float32", 6)]
    [InlineData("reconstruct", "double", "float64", 6)]
    public void Npy_is_read_by_numpy_with_the_models_precision(string command, string precision, string type, int width)
    {
        Train("m.safetensors", precision);
        Tool.Run(_folder.Path, command, "m.safetensors", "data.npy", "--output", "x.npy").Ok();
        var array = Independent.Run("arrays.py", _folder["x.npy"]);
        Assert.Equal((type, $"[40,{width}]"), ((string)array["dtype"]!, array["shape"]!.ToJsonString()));
        Assert.InRange((double)array["min"]!, 0, 1);
        Assert.InRange((double)array["max"]!, 0, 1);
    }

    [Fact]
    public void Csv_holds_the_same_numbers_as_npy()
    {
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--rows", "7", "--output", "x.npy").Ok();
        var json = Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--rows", "7", "--output", "x.csv", "--json").Ok().Json;
        Assert.Equal((7, 5, "x.csv"), ((int)json["rows"]!, (int)json["columns"]!, (string)json["output"]!));
        var lines = File.ReadAllLines(_folder["x.csv"]);
        Assert.Equal(7, lines.Length);
        var numbers = lines[^1].Split(',').Select(cell => float.Parse(cell, CultureInfo.InvariantCulture));
        Assert.Equal(Independent.Run("arrays.py", _folder["x.npy"])["last"]!.AsArray().Select(x => (float)(double)x!), numbers);
    }

    [Fact]
    public void Parquet_holds_the_same_numbers()
    {
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.parquet").Ok();
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.npy").Ok();
        var (parquet, npy) = (Tool.Run(_folder.Path, "inspect", "x.parquet", "--json").Ok().Json, Tool.Run(_folder.Path, "inspect", "x.npy", "--json").Ok().Json);
        Assert.Equal("""["column_0","column_1","column_2","column_3","column_4"]""", parquet["columns"]!.ToJsonString());
        Assert.All(["rows", "inputs", "min", "max", "mean"], key => Assert.Equal((double)npy[key]!, (double)parquet[key]!));
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.txt").IsRefused(2, ".npy", ".parquet");
    }

    [Fact]
    public void Npz_holds_the_same_codes_and_is_for_codes_alone()
    {
        var said = Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.npz").Ok().Output;
        Assert.Contains("codes of 40 rows, 5 numbers each, written to x.npz; none of them is left out as 0, so that .npy would be smaller", said, StringComparison.Ordinal);
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.npy").Ok();
        var (npz, npy) = (Tool.Run(_folder.Path, "inspect", "x.npz", "--json").Ok().Json, Tool.Run(_folder.Path, "inspect", "x.npy", "--json").Ok().Json);
        Assert.All(["rows", "inputs", "min", "max", "mean"], key => Assert.Equal((double)npy[key]!, (double)npz[key]!));
        Tool.Run(_folder.Path, "reconstruct", "m.safetensors", "data.npy", "--output", "y.npz").IsRefused(2, "'y.npz' ends in none of .npy, .csv, .parquet");
        Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy", "--output", "y.npz").IsRefused(2, "'y.npz' ends in none of .npy, .csv, .parquet");
        Assert.False(File.Exists(_folder["y.npz"]));
    }

    [Fact]
    public void Scores_have_the_models_loss_as_their_mean_and_shares_that_sum_to_one()
    {
        var json = Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy", "--output", "x.csv", "--top", "2", "--json").Ok().Json;
        Assert.Equal((double)Tool.Run(_folder.Path, "evaluate", "m.safetensors", "data.npy", "--json").Ok().Json["loss_reconstruction"]!, (double)json["score_mean"]!, 1e-6);
        var lines = File.ReadAllLines(_folder["x.csv"]);
        Assert.Equal("error,input 0,input 1,input 2,input 3,input 4,input 5", lines[0]);
        var scores = lines[1..].Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.All(scores, row => Assert.Equal(1, row[1..].Sum(), 1e-6));
        var worst = Array.IndexOf(scores, scores.MaxBy(row => row[0]));
        Assert.Equal(scores[worst][0], (double)json["score_max"]!, 1e-6);
        Assert.Equal((worst, 2), ((int)json["top"]![0]!["row"]!, json["top"]!.AsArray().Count));
        Assert.Equal($"input {Array.IndexOf(scores[worst], scores[worst][1..].Max()) - 1}", (string)json["top"]![0]!["inputs"]![0]!["input"]!);
        Assert.Matches($@"(?m)^  {worst}  [0-9.]+  input \d [0-9.]+ %, input \d [0-9.]+ %, input \d [0-9.]+ %\r?$", Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy").Ok().Output);
    }

    [Theory, InlineData("single"), InlineData("double")]
    public void Score_of_one_row_from_CSharp_is_the_number_that_is_printed(string precision)
    {
        Tool.Run(_folder.Path, "train", "data.npy", "--hidden", "4", "--epochs", "1", "--precision", precision, "--output", "one.safetensors").Ok();
        var model = SparseAutoencoder.Load(_folder["one.safetensors"]);
        using var rows = Choices.BuiltIn.Open(_folder["data.npy"]);
        foreach (var worst in Tool.Run(_folder.Path, "score", "one.safetensors", "data.npy", "--json").Ok().Json["top"]!.AsArray())
        {
            using var slice = rows.Slice((int)worst!["row"]!, 1);
            var score = precision == "single" ? model.Score<float>(slice.ToMatrix<float>().All) : model.Score<double>(slice.ToMatrix<double>().All);
            Assert.Equal(score, (double)worst["score"]!);
        }
    }

    [Fact]
    public void Codes_that_were_written_can_be_learned_from()
    {
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--output", "x.csv").Ok();
        Tool.Run(_folder.Path, "train", "x.csv", "--output", "second.safetensors", "--epochs", "1", "--hidden", "3").Ok();
    }

    [Fact]
    public void A_refused_row_leaves_no_file_and_keeps_the_old_one()
    {
        _folder.Write("x.npy", "old");
        var table = Samples.Table(40, 6);
        table[33, 4] = double.PositiveInfinity;
        _folder.Write("bad.npy", Samples.Npy(table));
        Tool.Run(_folder.Path, "encode", "m.safetensors", "bad.npy", "--output", "x.npy").IsRefused(1, "bad.npy", "row 34, column 5");
        Assert.Equal("old", File.ReadAllText(_folder["x.npy"]));
        Assert.Equal(["bad.npy", "data.npy", "m.safetensors", "x.npy"], _folder.Names);
    }

    private void Train(string model, string precision) =>
        Tool.Run(_folder.Path, "train", "data.npy", "--output", model, "--epochs", "1", "--hidden", "5", "--precision", precision).Ok();
}

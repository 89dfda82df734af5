using System.Globalization;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

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

    // Rows share no sums, so that parts hold the very bits.
    [Theory]
    [InlineData("encode", "x", ".csv", 3)]
    [InlineData("reconstruct", "x", ".csv", 7)]
    [InlineData("score", "x", ".csv", 9)]
    [InlineData("encode", "x", ".npy", 3)]
    [InlineData("score", "x", ".npy", 7)]
    public void Parts_in_order_are_the_whole(string command, string name, string ending, int parts)
    {
        Tool.Run(_folder.Path, command, "m.safetensors", "data.npy", "--output", name + ending).Ok();
        var made = new List<byte[]>();
        for (var i = 1; i <= parts; i++)
        {
            Tool.Run(_folder.Path, command, "m.safetensors", "data.npy", "--part", string.Create(CultureInfo.InvariantCulture, $"{i}/{parts}"), "--output", $"part{ending}").Ok();
            made.Add(Content("part" + ending, ending));
            File.Delete(_folder["part" + ending]);
        }
        Assert.Equal(Content(name + ending, ending), made.SelectMany(bytes => bytes));
    }

    // Codes of few units are written without their zeros.
    [Theory]
    [InlineData("encode", "few", ".npz")]
    [InlineData("reconstruct", "m", ".parquet")]
    public void Parts_of_tables_hold_the_same_numbers_in_order(string command, string model, string ending)
    {
        Tool.Run(_folder.Path, "train", "data.npy", "--sparsity", "batch-topk", "--l0", "2", "--hidden", "6", "--epochs", "2", "--output", "few.safetensors").Ok();
        var rows = new List<float[]>();
        foreach (var i in Enumerable.Range(1, 3))
        {
            Tool.Run(_folder.Path, command, $"{model}.safetensors", "data.npy", "--part", string.Create(CultureInfo.InvariantCulture, $"{i}/3"), "--output", $"part{ending}").Ok();
            rows.AddRange(Numbers("part" + ending));
            Assert.Equal(40 * i / 3, rows.Count);
            File.Delete(_folder["part" + ending]);
        }
        Tool.Run(_folder.Path, command, $"{model}.safetensors", "data.npy", "--output", "all" + ending).Ok();
        Assert.Equal(Numbers("all" + ending), rows);
    }

    [Fact]
    public void Score_of_a_part_names_rows_by_their_place_in_the_file()
    {
        var all = Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy", "--top", "40", "--json").Ok().Json["top"]!.AsArray();
        var second = Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy", "--part", "2/2", "--top", "1", "--json").Ok().Json;
        Assert.Equal(20, (int)second["rows"]!);
        Assert.Equal(all.First(one => (int)one!["row"]! >= 20)!.ToJsonString(), second["top"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("2")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("one/4")]
    [InlineData("")]
    public void A_part_that_is_none_is_refused(string part) =>
        Tool.Run(_folder.Path, "encode", "m.safetensors", "data.npy", "--part", part, "--output", "x.npy").IsRefused(2, "--part", "1/4 to 4/4");

    [Fact]
    public void More_parts_than_rows_are_refused() =>
        Tool.Run(_folder.Path, "score", "m.safetensors", "data.npy", "--part", "1/41", "--output", "x.npy").IsRefused(2, "--part", "41 parts", "40 rows");

    private byte[] Content(string file, string ending)
    {
        var bytes = File.ReadAllBytes(_folder[file]);
        return ending == ".npy" ? bytes[(10 + bytes[8] + 256 * bytes[9])..] : bytes;
    }

    private List<float[]> Numbers(string file)
    {
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(_folder[file]);
        var numbers = new float[rows.Count * rows.Width];
        rows.Read(0, numbers.AsSpan());
        return [.. numbers.Chunk(rows.Width)];
    }

    private void Train(string model, string precision) =>
        Tool.Run(_folder.Path, "train", "data.npy", "--output", model, "--epochs", "1", "--hidden", "5", "--precision", precision).Ok();
}

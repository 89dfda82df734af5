namespace Sae.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_described()
    {
        var json = Tool.Run(_folder.Path, "inspect", Tool.Images, "--json").Ok().Json;
        Assert.Equal(("data", 10000, 784, "uint8", "28x28"), ((string)json["kind"]!, (int)json["rows"]!, (int)json["inputs"]!, (string)json["number_type"]!, (string)json["image"]!));
        Assert.Equal((0, 1), ((double)json["min"]!, (double)json["max"]!));
        Assert.Equal(0.2868, (double)json["mean"]!, 1e-4);       // what Zalando's own pages give for these images
        Assert.InRange((double)json["share_of_zeros"]!, 0.4, 0.6);
    }

    [Fact]
    public void Rows_that_cannot_be_learned_from_are_counted()
    {
        _folder.Write("data.npy", Samples.Npy(new double[,] { { 1, double.NaN }, { 0, 4 }, { double.PositiveInfinity, double.NaN } }));
        var json = Tool.Run(_folder.Path, "inspect", "data.npy", "--json").Ok().Json;
        Assert.Equal((2, 0.0, 4.0), ((int)json["rows_with_nan_or_infinity"]!, (double)json["min"]!, (double)json["max"]!));
    }

    [Fact]
    public void Columns_of_a_table_are_listed_those_of_text_too()
    {
        _folder.Write("t.csv", "id,height,colour,note,odd\na1,1.5,red,,1\na2,,blue,,x\na3,-2,red,,3\n"u8.ToArray());
        var json = Tool.Run(_folder.Path, "inspect", "t.csv", "--json").Ok().Json;
        Assert.Equal("""["id","height","colour","note","odd"]""", json["columns"]!.ToJsonString());
        Assert.Equal("""
            [{"name":"id","kind":"text","min":null,"max":null,"missing":0},{"name":"height","kind":"numbers","min":-2,"max":1.5,"missing":1},{"name":"colour","kind":"text","min":null,"max":null,"missing":0},{"name":"note","kind":"empty","min":null,"max":null,"missing":3},{"name":"odd","kind":"numbers and text","min":1,"max":3,"missing":0}]
            """, json["column_details"]!.ToJsonString());
        Assert.Equal((3, 5, -2.0, 3.0, 3), ((int)json["rows"]!, (int)json["inputs"]!, (double)json["min"]!, (double)json["max"]!, (int)json["rows_with_nan_or_infinity"]!));
        var told = Tool.Run(_folder.Path, "inspect", "t.csv").Ok().Output;
        Assert.Matches(@"(?m)^column  kind +min  max  missing$", told);
        Assert.Matches(@"(?m)^height  numbers +-2  1\.5 +1$", told);
        Assert.Matches(@"(?m)^id      text +0$", told);
    }

    [Fact]
    public void Columns_of_a_parquet_table_are_listed_with_their_kinds_and_of_many_the_first()
    {
        var file = Path.Combine(Tool.Repository, "tests", "SparseAutoencoders.Formats.Tests", "Files", "table.snappy.parquet");
        var details = Tool.Run(_folder.Path, "inspect", file, "--json").Ok().Json["column_details"]!.AsArray();
        Assert.Contains(details, column => (string)column!["kind"]! == "text" && column["missing"] is null);
        Assert.Contains(details, column => (string)column!["kind"]! == "numbers" && column["min"] is not null);
        _folder.Write("wide.csv", System.Text.Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 30).Select(j => $"c{j}")) + "\n" + string.Join(',', Enumerable.Range(0, 30)) + "\n"));
        var told = Tool.Run(_folder.Path, "inspect", "wide.csv").Ok().Output;
        Assert.Contains("\nc19 ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("c20", told, StringComparison.Ordinal);
        Assert.EndsWith("and 10 more (--json lists all)\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_is_described()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "300", "--hidden", "9", "--epochs", "1", "--rho", "0.15", "--scale", "minmax", "--output", "m.safetensors").Ok();
        var json = Tool.Run(_folder.Path, "inspect", "m.safetensors", "--json").Ok().Json;
        Assert.Equal(("model", 784, 9, 0.15, "minmax", "28x28", 300), ((string)json["kind"]!, (int)json["inputs"]!, (int)json["hidden_units"]!, (double)json["rho"]!,
            (string)json["scale"]!, (string)json["image"]!, (int)json["trained_rows"]!));
        Assert.Contains("""{"name":"encoder.weight","type":"F32","shape":[9,784]}""", json["tensors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^tensors +encoder\.weight  F32  \(9, 784\)$", Tool.Run(_folder.Path, "inspect", "m.safetensors").Ok().Output);
    }
}

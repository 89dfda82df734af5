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

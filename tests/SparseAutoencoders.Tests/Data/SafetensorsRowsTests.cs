namespace SparseAutoencoders.Tests.Data;

public sealed class SafetensorsRowsTests : IDisposable
{
    private const string Two = """{"x":{"dtype":"U8","shape":[1,1,2],"data_offsets":[0,2]},"y":{"dtype":"F32","shape":[1,1],"data_offsets":[2,6]},"l":{"dtype":"U8","shape":[1],"data_offsets":[6,7]}}""";

    private static readonly byte[] Numbers = [0, 51, .. FileBytes.Singles(-3), 9];

    private readonly TestFolder _folder = new();

    [Fact]
    public void The_only_tensor_of_rows_is_taken_and_bytes_are_shares_of_255()
    {
        var path = _folder.Add("a.safetensors", FileBytes.Safetensors("""{"x":{"dtype":"U8","shape":[1,1,2],"data_offsets":[0,2]},"l":{"dtype":"I64","shape":[1],"data_offsets":[2,10]}}""", [0, 51, 1, 1, 1, 1, 1, 1, 1, 1]));
        using var rows = Choices.BuiltIn.Open(path);
        Assert.Equal((1, 2, new ImageShape(1, 2), "uint8"), (rows.Count, rows.Width, rows.Image, rows.NumberType));
        Assert.Equal([0, 0.2f], rows.ToMatrix<float>().All);
    }

    [Fact]
    public void The_named_tensor_is_taken()
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.safetensors", FileBytes.Safetensors(Two, Numbers)), new RowFileOptions { Tensor = "y" });
        Assert.Equal([-3f], rows.ToMatrix<float>().All);
    }

    [Theory]
    [InlineData("BOOL", new byte[] { 0, 1 }, 0, 1)]
    [InlineData("I8", new byte[] { 255, 1 }, -1, 1)]
    [InlineData("U16", new byte[] { 255, 255, 1, 0 }, 65535, 1)]
    [InlineData("I16", new byte[] { 255, 255, 1, 0 }, -1, 1)]
    [InlineData("U32", new byte[] { 255, 255, 255, 255, 1, 0, 0, 0 }, 4294967295, 1)]
    [InlineData("I32", new byte[] { 255, 255, 255, 255, 1, 0, 0, 0 }, -1, 1)]
    [InlineData("U64", new byte[] { 0, 0, 0, 0, 0, 0, 0, 128, 1, 0, 0, 0, 0, 0, 0, 0 }, 9223372036854775808, 1)]
    [InlineData("I64", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0 }, -1, 1)]
    public void Whole_numbers_and_truth_values_are_read_as_they_are(string type, byte[] bytes, double first, double second)
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.safetensors", FileBytes.Safetensors($$$"""{"x":{"dtype":"{{{type}}}","shape":[1,2],"data_offsets":[0,{{{bytes.Length}}}]}}""", bytes)));
        Assert.Equal([first, second], rows.ToMatrix<double>().All.ToArray());
    }

    [Theory]
    [InlineData(null, "holds several tensors: x (1x1x2 U8), y (1x1 F32). Choose one with `Tensor = \"NAME\"`.")]
    [InlineData("z", "holds no tensor 'z'. It holds: x (1x1x2 U8), y (1x1 F32), l (1 U8).")]
    [InlineData("l", "its tensor l (1 U8) is not rows of numbers")]
    public void An_unclear_choice_is_refused_with_the_names(string? tensor, string reason)
    {
        var path = _folder.Add("a.safetensors", FileBytes.Safetensors(Two, Numbers));
        var failure = Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path, new RowFileOptions { Tensor = tensor }));
        Assert.Contains(reason, TestFolder.Message(path, failure), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { FileBytes.Safetensors("""{"__metadata__":{"format":"sparse-autoencoders/1"},"W_dec":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}""", 0, 0, 0, 0), "is a model, not rows. Give" },
        { FileBytes.Safetensors("{}"), "holds no tensor of rows (at least two sizes), only: nothing" },
        { FileBytes.Safetensors("""{"x":{"dtype":"F8_E4M3","shape":[1,1],"data_offsets":[0,1]}}""", 0), "x (1x1 F8_E4M3) holds numbers of a type that is not read" },
        { FileBytes.Safetensors("""{"x":{"dtype":"F32","shape":[0,1],"data_offsets":[0,0]}}"""), "holds no rows" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_with_its_reason(byte[] file, string reason)
    {
        var path = _folder.Add("bad.safetensors", file);
        Assert.Contains(reason, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path))), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

using CsCheck;
using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void Header_and_every_number_type_are_read()
    {
        var path = _folder.Add("a", FileBytes.Safetensors(
            """{"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"__metadata__":{"k":"v \u00e4"},"h":{"dtype":"F16","shape":[],"data_offsets":[16,18]},"g":{"dtype":"BF16","shape":[1],"data_offsets":[18,20]},"u":{"dtype":"U8","shape":[2],"data_offsets":[20,22]},"none":{"dtype":"F32","shape":[0,9],"data_offsets":[22,22]}}  """,
            [.. FileBytes.Singles(1, 2.5f), .. FileBytes.Doubles(Math.PI), 0x00, 0x3e, 0xc0, 0x3f, 7, 255]));
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["b", "a", "h", "g", "u", "none"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("v ä", file.Metadata["k"]);
        Assert.Equal("a (2x1 F32)", file.Find("a")!.ToString());
        Assert.Null(file.Find("c"));
        Assert.Equal([1, 2.5], Read(file, "a", 2));
        Assert.Equal([Math.PI], Read(file, "b", 1));
        Assert.Equal([1.5], Read(file, "h", 1));
        Assert.Equal([1.5], Read(file, "g", 1));
        Assert.Equal([7, 255], Read(file, "u", 2));
        Assert.Empty(Read(file, "none", 0));
        Assert.Throws<ArgumentException>(() => Read(file, "a", 3));
        Assert.Contains("holds no tensor 'c'", Assert.Throws<InvalidDataException>(() => Read(file, "c", 3)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { [1, 2, 3], "does not begin as a safetensors file does" },
        { FileBytes.Safetensors("[]"), "does not begin as a safetensors file does" },
        { [255, 255, 255, 255, 255, 255, 255, 255, (byte)'{'], "does not begin as a safetensors file does" },
        { [0, 0xe1, 0xf5, 5, 0, 0, 0, 0, (byte)'{', (byte)'}'], "is cut short: it ends inside its header" },
        { FileBytes.Safetensors("{]"), "not the JSON text" },
        { FileBytes.Safetensors("{\"\\ud800\":1}"), "not the JSON text" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), "not the JSON text" },
        { [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xff], "not UTF-8" },
        { FileBytes.Safetensors("""{"a":1}"""), "tensor 'a' is no JSON object" },
        { FileBytes.Safetensors("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1), "has no 'dtype'" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1), "has no 'shape'" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1), "has no 'shape'" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1), "has no 'shape'" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1), "no two 'data_offsets' in order" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1), "no two 'data_offsets' in order" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}}""", 1), "ends beyond what a file can hold" },
        { FileBytes.Safetensors("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 1, 2, 3, 4), "sizes of 2 F32, but 4 bytes" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}}""", 1), "product is too large" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 1, 2), "leaves a gap" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 1, 2, 3), "tensor 'b' overlaps another" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1), "is cut short: the header promises 1 tensors" },
        { FileBytes.Safetensors("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, 2, 3), "holds more than its header promises" },
        { FileBytes.Safetensors("""{"__metadata__":{"a":1}}"""), "'a' in '__metadata__' is no text" },
        { FileBytes.Safetensors("""{"__metadata__":[]}"""), "'__metadata__' is no JSON object" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_with_its_reason(byte[] file, string reason)
    {
        var path = _folder.Add("bad", file);
        Assert.Contains(reason, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path))), StringComparison.Ordinal);
    }

    [Fact]
    public void Written_numbers_begin_aligned_and_tensors_keep_their_order()
    {
        var matrix = new Matrix<float>(2, 2);
        ((ReadOnlySpan<float>)[1, 2, 3, 4]).CopyTo(matrix.All);
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [SafetensorsContent.Of("z", matrix), SafetensorsContent.Of<double>("a", new double[] { 5 })], new Dictionary<string, string> { ["k"] = "\"v\"" });
        var bytes = stream.ToArray();
        var start = 8 + BitConverter.ToInt32(bytes);
        Assert.Equal(0, start % 64);
        Assert.Equal([.. FileBytes.Singles(1, 2, 3, 4), .. FileBytes.Doubles(5)], bytes[start..]);
        using var file = SafetensorsFile.Open(_folder.Add("a", bytes));
        Assert.Equal(["z (2x2 F32)", "a (1 F64)"], file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal("\"v\"", file.Metadata["k"]);
    }

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit()
    {
        var tensors = Gen.Select(Gen.String, Gen.Float.Array[0, 40]).Array[0, 5].Where(all => all.Select(t => t.Item1).Append("__metadata__").Distinct().Count() > all.Length);
        tensors.Sample(all =>
        {
            var path = _folder[Guid.NewGuid().ToString()];
            WholeFile.Write(path, stream => SafetensorsFile.Write(stream, [.. all.Select(t => SafetensorsContent.Of<float>(t.Item1, t.Item2))]));
            using var file = SafetensorsFile.Open(path);
            Assert.Equal(all.Select(t => t.Item1), file.Tensors.Select(tensor => tensor.Name));
            foreach (var (name, numbers) in all)
            {
                var again = new float[numbers.Length];
                file.Read<float>(name, again);
                Assert.Equal(numbers.Select(BitConverter.SingleToInt32Bits), again.Select(BitConverter.SingleToInt32Bits));
            }
        }, iter: 100, seed: "0000000000001");
    }

    [Fact]
    public void Wrong_names_and_sizes_are_refused_before_anything_is_written()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsContent.Of<float>("a", new float[3], [2, 2]));
        var a = SafetensorsContent.Of<float>("a", new float[3]);
        using var stream = new MemoryStream();
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(stream, [a, a]));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(stream, [SafetensorsContent.Of<float>("__metadata__", new float[3])]));
        Assert.Equal(0, stream.Length);
    }

    public void Dispose() => _folder.Dispose();

    private static double[] Read(SafetensorsFile file, string name, int count)
    {
        var numbers = new double[count];
        file.Read<double>(name, numbers);
        return numbers;
    }
}

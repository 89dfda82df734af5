using Sae.Tests;

namespace SparseAutoencoders.Interop.Tests.Onnx;

/// <summary>sae export, and what ONNX Runtime makes of its file.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Exported_model_gives_what_encode_and_reconstruct_write()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "200", "--hidden", "9", "--epochs", "2", "--scale", "minmax", "--output", "m.safetensors").Ok();
        Assert.Equal("model of 9 units written to m.onnx: ONNX, opset 13, IR version 7\n", Tool.Run(_folder.Path, "export", "m.safetensors", "--output", "m.onnx").Ok().Output);
        using var session = new OnnxSession(File.ReadAllBytes(_folder["m.onnx"]));
        foreach (var (command, output) in new[] { ("encode", "codes"), ("reconstruct", "reconstruction") })
        {
            Tool.Run(_folder.Path, command, "m.safetensors", Tool.Images, "--rows", "50", "--output", "x.npy").Ok();
            using var written = Choices.BuiltIn.Open(_folder["x.npy"]);
            var ours = written.ToMatrix<float>().All.ToArray();
            var theirs = session.Run(output, SampleImages.First(50).ToMatrix<float>());
            for (var i = 0; i < ours.Length; i++) Assert.Equal(ours[i], theirs[i], 1e-5f);
        }
    }

    [Fact]
    public void Json_says_what_was_written()
    {
        Tool.Run(_folder.Path, "train", Tool.Images, "--rows", "50", "--hidden", "3", "--epochs", "1", "--output", "m.safetensors").Ok();
        var json = Tool.Run(_folder.Path, "export", "m.safetensors", "--output", "m.onnx", "--json").Ok().Json;
        Assert.Equal(["inputs", "hidden_units", "opset", "ir_version", "output"], json.Select(pair => pair.Key));
        Assert.Equal((784, 3, 13, 7, "m.onnx"), ((int)json["inputs"]!, (int)json["hidden_units"]!, (int)json["opset"]!, (int)json["ir_version"]!, (string)json["output"]!));
    }

    [Theory]
    [InlineData(2, "export m.safetensors --output m.npy", ".onnx")]
    [InlineData(2, "export m.safetensors", "--output")]
    [InlineData(1, "export missing.safetensors --output m.onnx", "missing.safetensors")]
    [InlineData(1, "export m.safetensors --output nowhere/m.onnx", "nowhere")]
    [InlineData(1, "export m.safetensors --output m.onnx", "m.safetensors")]
    public void What_cannot_be_done_is_refused_and_nothing_is_written(int exitCode, string words, string named)
    {
        _folder.Add("m.safetensors", "no model"u8);
        Tool.Run(_folder.Path, words.Split(' ')).IsRefused(exitCode, named);
        Assert.Equal(["m.safetensors"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }
}

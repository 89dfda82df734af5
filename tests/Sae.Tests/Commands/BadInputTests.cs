namespace Sae.Tests.Commands;

/// <summary>What bad files get: one line that names the place, the finding and the way out; nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>File, its bytes, and words its error must hold.</summary>
    public static TheoryData<string, byte[]?, string[]> Files => new()
    {
        { "missing.npy", null, ["missing.npy"] },
        { "nowhere/missing.npy", null, ["nowhere/missing.npy"] },
        { ".", null, ["folder"] },
        { "empty.npy", [], ["empty.npy"] },
        { "empty.csv", [], ["empty.csv"] },
        { "unknown.bin", "what is this?"u8.ToArray(), ["unknown.bin"] },
        { "cut.gz", Samples.Gzip(Samples.Idx(new byte[4 * 784], 4, 28, 28))[..^12], ["cut.gz"] },
        { "labels-idx1-ubyte", Samples.Idx(new byte[10], 10), ["labels-idx1-ubyte"] },
        { "promise.idx", Samples.Idx(new byte[784], 5, 28, 28), ["promise.idx"] },
        { "overflow.idx", Samples.Idx(new byte[784], uint.MaxValue, uint.MaxValue, uint.MaxValue), ["overflow.idx"] },
        { "none.idx", Samples.Idx([], 0, 28, 28), ["none.idx"] },
        { "fortran.npy", Samples.Npy("<f8", "True", "(2, 2)", new byte[31]), ["fortran.npy", "cut short"] },
        { "complex.npy", Samples.Npy("<c16", "False", "(2, 2)", new byte[64]), ["complex.npy"] },
        { "text.npy", Samples.Npy("<U3", "False", "(2, 2)", new byte[48]), ["text.npy"] },
        { "object.npy", Samples.Npy("|O", "False", "(2, 2)", new byte[32]), ["object.npy"] },
        { "short.npy", Samples.Npy("<f8", "False", "(3, 2)", new byte[32]), ["short.npy"] },
        { "overflow.npy", Samples.Npy("<f8", "False", "(4611686018427387904, 4)", new byte[32]), ["overflow.npy"] },
        { "none.npy", Samples.Npy("<f8", "False", "(0, 4)", []), ["none.npy"] },
        { "nan.npy", Samples.Npy(new[,] { { 0.1, 0.2 }, { 0.3, double.NaN } }), ["nan.npy", "row 2, column 2"] },
        { "infinity.npy", Samples.Npy(new[,] { { 0.1, double.NegativeInfinity }, { 0.3, 0.1 } }), ["infinity.npy", "row 1, column 2"] },
        { "outside.npy", Samples.Npy(new[,] { { 0.1, 0.2 }, { 0.3, 1.5 } }), ["outside.npy", "--scale minmax", "--decoder linear"] },
        { "word.csv", "0.1,0.2\n0.3,oops\n"u8.ToArray(), ["word.csv", "line 2", "oops"] },
        { "ragged.csv", "0.1,0.2\n0.3\n"u8.ToArray(), ["ragged.csv", "line 2"] },
        { "header.csv", "a,b\n"u8.ToArray(), ["header.csv"] },
        { "cut.safetensors", [200, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"'], ["cut.safetensors"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Bad_data_are_refused(string file, byte[]? bytes, string[] named)
    {
        if (bytes is not null) _folder.Write(file, bytes);
        var before = _folder.Names;
        Tool.Run(_folder.Path, "train", file, "--output", "m.safetensors", "--epochs", "1").IsRefused(1, named);
        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void Labels_in_place_of_images_are_refused() =>
        Tool.Run(_folder.Path, "inspect", Tool.Labels).IsRefused(1, "labels");

    [Fact]
    public void Cross_entropy_names_the_way_out_for_rows_outside_0_and_1()
    {
        _folder.Write("data.npy", Samples.Npy(new[,] { { 0.1, 0.2 }, { -0.3, 0.5 } }));
        Tool.Run(_folder.Path, "train", "data.npy", "--output", "m", "--loss", "cross-entropy").IsRefused(1, "row 2, column 1", "--scale minmax");
    }

    [Theory]
    [InlineData("--batch 11", "--batch", "10 rows")]
    [InlineData("--rows 11", "--rows", "10 rows")]
    [InlineData("--image 2x2", "2x2", "4")]
    [InlineData("--validation 0.99", "validation", "10 rows")]
    public void Options_that_do_not_fit_the_rows_are_wrong_use(string words, params string[] named)
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(10, 6)));
        Tool.Run(_folder.Path, ["train", "data.npy", "--output", "m", "--run-dir", "run", .. words.Split(' ')]).IsRefused(2, named);
        Assert.Equal(["data.npy"], _folder.Names);
    }

    [Theory]
    [InlineData("train data.npy --output missing/m.safetensors --epochs 1000000", "missing")]
    [InlineData("train data.npy --output . --epochs 1000000", ".")]
    [InlineData("train data.npy --output data.npy/m --epochs 1000000", "data.npy")]
    [InlineData("train data.npy --output m --run-dir missing/run --epochs 1000000", "missing")]
    [InlineData("train data.npy --output m --run-dir data.npy --epochs 1000000", "data.npy")]
    [InlineData("train data.npy --output /proc/m --epochs 1000000", "/proc")]
    [InlineData("encode m data.npy --output missing/x.npy", "missing")]
    [InlineData("features m --output missing/x.png", "missing")]
    [InlineData("penalty --rho 0.2 --output missing/x.png", "missing")]
    [InlineData("demo --output missing/demo --epochs 1000000", "missing")]
    [InlineData("demo --output data.npy --epochs 1000000", "data.npy")]
    public void An_output_that_cannot_be_written_is_found_before_the_work(string words, string named)
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(10, 6)));
        Tool.Run(_folder.Path, words.Split(' ')).IsRefused(1, named);
        Assert.Equal(["data.npy"], _folder.Names);
    }

    [Fact]
    public void One_row_is_learned_from_or_refused_but_gives_no_nan()
    {
        _folder.Write("one.npy", Samples.Npy(Samples.Table(1, 4)));
        var result = Tool.Run(_folder.Path, "train", "one.npy", "--output", "m", "--epochs", "2", "--json");
        if (result.ExitCode == 0) Assert.All(result.Json.Where(pair => pair.Key is not ("idle_units" or "findings")), pair => Assert.True(double.IsFinite((double)pair.Value!)));
        else result.IsRefused(1, "one.npy");
    }

    [Fact]
    public void Rows_of_another_width_than_the_models_are_refused()
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(10, 6)));
        _folder.Write("wide.npy", Samples.Npy(Samples.Table(10, 7)));
        Tool.Run(_folder.Path, "train", "data.npy", "--output", "m.safetensors", "--epochs", "1").Ok();
        Tool.Run(_folder.Path, "evaluate", "m.safetensors", "wide.npy").IsRefused(1, "wide.npy", "7", "6");
        Tool.Run(_folder.Path, "encode", "m.safetensors", "wide.npy", "--output", "x.npy").IsRefused(1, "wide.npy", "7", "6");
        Tool.Run(_folder.Path, "reconstruct", "m.safetensors", "wide.npy", "--output", "x.csv").IsRefused(1, "wide.npy", "7", "6");
        Assert.Equal(["data.npy", "m.safetensors", "wide.npy"], _folder.Names);
    }

    [Theory]
    [InlineData("evaluate {0} data.npy")]
    [InlineData("encode {0} data.npy --output x.npy")]
    [InlineData("features {0} --output x.png")]
    [InlineData("export {0} --output x.onnx")]
    public void A_model_that_is_none_is_refused(string words)
    {
        _folder.Write("data.npy", Samples.Npy(Samples.Table(10, 6)));
        Tool.Run(_folder.Path, "train", "data.npy", "--output", "m.safetensors", "--epochs", "1").Ok();
        var whole = File.ReadAllBytes(_folder["m.safetensors"]);
        _folder.Write("cut.safetensors", whole[..^7]);
        _folder.Write("head.safetensors", whole[..50]);
        _folder.Write("newer.safetensors", Replaced(whole, "sparse-autoencoders/1", "sparse-autoencoders/2"));
        _folder.Write("foreign.safetensors", Replaced(whole, "sparse-autoencoders/1", "somebody-elses-file/1"));
        _folder.Write("unknown.safetensors", Replaced(whole, "squared-error", "squared-errol"));
        _folder.Write("empty.safetensors", Array.Empty<byte>());
        var before = _folder.Names;
        foreach (var model in (string[])["cut", "head", "newer", "foreign", "unknown", "empty", "missing"])
            Tool.Run(_folder.Path, string.Format(System.Globalization.CultureInfo.InvariantCulture, words, model + ".safetensors").Split(' ')).IsRefused(1, model + ".safetensors");
        Tool.Run(_folder.Path, string.Format(System.Globalization.CultureInfo.InvariantCulture, words, "data.npy").Replace("data.npy data.npy", "data.npy ./data.npy", StringComparison.Ordinal).Split(' ')).IsRefused(1, "data.npy");
        Assert.Equal(before, _folder.Names);
    }

    private static byte[] Replaced(byte[] bytes, string old, string with)
    {
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0);
        return [.. bytes[..at], .. System.Text.Encoding.UTF8.GetBytes(with), .. bytes[(at + old.Length)..]];
    }
}

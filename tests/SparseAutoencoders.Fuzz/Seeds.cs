using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders.Fuzz;

/// <summary>Good files to begin with, and claims that no file can keep.</summary>
internal static class Seeds
{
    private const string Huge = "1099511627776";

    private static readonly byte[] Six = FileBytes.Singles(1, 0, 0.5f, 0.25f, float.NaN, -1);

    public static IEnumerable<byte[]> Of(string reader) => reader switch
    {
        "idx" => Idx(),
        "gzip" => [.. Idx().Take(2), .. Npy().Take(2), .. Csv().Take(2), TestFolder.Gzip(Npy().First()), [.. TestFolder.Gzip(Npy().First()), .. TestFolder.Gzip([])]],
        "npy" => Npy(),
        "npz" => Npz(),
        "csv" => Csv(),
        "parquet" => ColumnSeeds.Parquet(),
        "arrow" => ColumnSeeds.Arrow(),
        "texts" => Csv().Concat(((string[])["a b\r\n\r\nc", "\"a, \"\"b\"\"\"\n\n\"\"\n", "# a\n;\n", "a,b\nc,d\n", "text\ngr\u00f6\u00dfe\n\n", "a\n\"b"]).Select(Encoding.UTF8.GetBytes)).Append([(byte)'g', 0xf6, (byte)'\n']),
        "parquet-texts" => ColumnSeeds.ParquetTexts(),
        "arrow-texts" => ColumnSeeds.ArrowTexts(),
        "image" => Images(),
        "safetensors" => Safetensors(),
        "model" => Models(),
        "checkpoint" => Checkpoints(),
        "resume" => Resumptions(),
        "torch" => Torch(),
        "foreign" => [.. Foreign().Select(file => file)],
        "npz-model" => [Gemma, .. Npz().Take(4), [.. "PK\x03\x04"u8]],
        "run" => Runs(),
        "pattern" => PatternTree.Seeds.Select(Encoding.UTF8.GetBytes),
        _ => [],
    };

    private static IEnumerable<byte[]> Idx() =>
    [
        FileBytes.Idx(0x08, [2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8),
        FileBytes.Idx(0x0D, [2, 3], FileBytes.Swapped(4, Six)),
        FileBytes.Idx(0x0E, [1, 2], FileBytes.Doubles(1, 2)),
        FileBytes.Idx(0x0B, [1, 2], 0, 1, 2, 3),
        FileBytes.Idx(0x08, [4], 1, 2, 3, 4),
        FileBytes.Idx(0x08, [uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue], 1),
        FileBytes.Idx(0x08, [int.MaxValue, 1024], 1),
    ];

    private static IEnumerable<byte[]> Npy() =>
    [
        FileBytes.Npy("<f4", "(2, 3)", Six),
        FileBytes.Npy(">f8", "(1, 2)", FileBytes.Doubles(1, 2)),
        FileBytes.Npy("|u1", "(1, 2, 2)", 1, 2, 3, 4),
        FileBytes.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", Six),
        FileBytes.Npy("{'descr': '>f2', 'fortran_order': True, 'shape': (2, 1, 3), }", [0x3c, 0, 0xc0, 0, 0, 1, 0x7b, 0xff, 0, 0, 0x7e, 0]),
        FileBytes.Npy("|b1", "(2, 2)", 0, 1, 1, 2),
        FileBytes.Npy("<i8", "(1, 2)", [.. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(long.MaxValue)]),
        FileBytes.Npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2L, 3), }", Six, version: 3),
        FileBytes.Npy("<f4", $"({Huge}, {Huge})", Six),
        [.. "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n\0"u8, .. Six],
        [0x93, .. "NUMPY"u8, 2, 0, 0xff, 0xff, 0xff, 0x7f, (byte)'{'],
    ];

    private static IEnumerable<byte[]> Npz() =>
    [
        FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", FileBytes.Npy("<f4", "(2, 3)", Six))),
        FileBytes.Zip(CompressionLevel.NoCompression, ("x.npy", FileBytes.Npy("|u1", "(1, 2, 2)", 1, 2, 3, 4)), ("y.npy", FileBytes.Npy("<f8", "(1,)", FileBytes.Doubles(1)))),
        FileBytes.Zip(CompressionLevel.Optimal, ("x.npy", FileBytes.Npy("<f4", $"({Huge}, {Huge})", Six))),
        [.. "x.npy\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n\0"u8, .. Six],
        .. ((string[])["csr", "csc", "coo", "bsr"]).Select(Sparse),
        FileBytes.Zip(CompressionLevel.Optimal, ("table.csv", [.. "1,2\n"u8])),
        FileBytes.Zip(CompressionLevel.Optimal, ("coords.npy", FileBytes.Npy("<i8", "(2, 1)", new byte[16])), ("fill_value.npy", FileBytes.Npy("<i8", "()", new byte[8]))),
        [.. "PK\x03\x04"u8],
        [.. "PK\x05\x06"u8, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    // An array of three rows and two columns, its numbers 0.5, 1 and 2.
    private static byte[] Sparse(string format)
    {
        var (outer, inner) = format == "coo" ? ("row", "col") : ("indptr", "indices");
        return [
            .. Member("format", "|S3", "()"), .. Encoding.ASCII.GetBytes(format),
            .. "PK\x03\x04"u8, .. Member("shape", "<i8", "(2,)"), .. BitConverter.GetBytes(3L), .. BitConverter.GetBytes(2L),
            .. "PK\x03\x04"u8, .. Member("data", "<f8", "(3,)"), .. FileBytes.Doubles(0.5, 1, 2),
            .. "PK\x03\x04"u8, .. Member(outer, "|u1", format == "csr" ? "(4,)" : "(3,)"), .. format switch { "csr" => (byte[])[0, 1, 1, 3], "csc" => [0, 1, 3], _ => [0, 2, 2] },
            .. "PK\x03\x04"u8, .. Member(inner, "<u2", "(3,)"), .. format == "csc" ? (byte[])[2, 0, 0, 0, 2, 0] : [1, 0, 0, 0, 1, 0]];

        static byte[] Member(string name, string type, string shape) => Encoding.ASCII.GetBytes($"{name}.npy\0{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n\0");
    }

    private static IEnumerable<byte[]> Csv() =>
    [
        .. ((string[])["1,2\n3,4\n", "a;b\r\n1;2\r\n\r\n", "# note\n\"x\ty\"\t2\n3\t4", "\uFEFF1,nan\n-inf,1e999\n", "1,?\n,\"2\"\"\"\n", "1,2\n3\n", "\"a\nb\",c\n1,\"x\ny\"\n",
            "\"\",\"a\"\n\"1\",0.5\n\"2\",1\n", "a,b\nr,1,2\ns,3,4\n", "sep=;\na;b\n1;0,5\n,,\n", "# x y\n 1.5   2\n3 -4e-1 \n", "a , b,\nTrue,\"1,234\",\nfalse,<NA>,\n;;\n", "0,1,2,3\n0.5,1.5,#N/A,2\n0,1,-,\\N\n",
            "x|y\n1|2\n# 3|4\n", "0\n0.5\n1.5\n"])
            .Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe, .. Encoding.Unicode.GetBytes("1,2\n3,4\n")],
    ];

    private static IEnumerable<byte[]> Images() =>
    [
        ImageBytes.Png(2, 3, [1, 2, 3, 4, 5, 6]),
        ImageBytes.Png(2, 1, [1, 2, 3, 4, 5, 6], type: 2),
        ImageBytes.PngOf(2, 3, [0, 7, 0, 0, 9, 0, 0, 8, 0, 0, 4, 0, 5, 0, 6, 0], bits: 16, interlace: 1),
        ImageBytes.PngOf(1 << 14, 1 << 14, [0, 1, 2]),
        .. ((byte[])[0, 2, 4, 6]).Select(type => (byte[])[0, 0, 0, 2, 0, 0, 0, 5, 16, type, 0, 0, 0, .. Enumerable.Range(0, 5).SelectMany(y => (byte[])[(byte)y, .. new byte[type switch { 0 => 4, 2 => 12, 4 => 8, _ => 16 }]])]),
        [0, 0, 0, 9, 0, 0, 0, 9, 16, 0, 0, 0, 1, .. new byte[2 * 81 + 40]],
        .. ((byte[])[1, 2, 4, 8]).Select(bits => (byte[])[0, 0, 0, 3, 0, 0, 0, 2, bits, 3, 0, 0, 0, .. new byte[2 * (1 + (3 * bits + 7) / 8)]]),
        ImageBytes.Jpeg,
        [.. ImageBytes.Jpeg[..100], 0xff, 0xd9],
    ];

    private static IEnumerable<byte[]> Safetensors() =>
    [
        [.. """{"__metadata__":{"k":"v"},"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"""u8, 0, .. Six],
        [.. """{"x":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]},"y":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},"z":{"dtype":"F16","shape":[],"data_offsets":[6,8]}}"""u8, 0, 1, 2, 3, 4, 5, 6, 7, 8],
        [.. Encoding.UTF8.GetBytes($$"""{"x":{"dtype":"F64","shape":[{{Huge}},{{Huge}}],"data_offsets":[0,{{Huge}}] } }"""), 0, 1],
        FileBytes.Safetensors("""{"a":{"dtype":"I64","shape":[0],"data_offsets":[0,0]}}"""),
        [0, 0, 0, 0x80, 0, 0, 0, 0, (byte)'{'],
    ];

    private static IEnumerable<byte[]> Models() =>
    [
        Model(new()),
        Model(new() { Tied = true, Precision = Precision.Double, Scaling = new MinMaxScaling(), Optimizer = new LbfgsOptions { Iterations = 1 } }),
        Model(new() { Decoder = OutputFunction.Linear, Scaling = new ZcaScaling(), Sparsity = new HeldOptions(), Optimizer = new SgdOptions { Epochs = 1 } }),
        [.. """{"__metadata__":{"format":"sparse-autoencoders/1"}}"""u8],
    ];

    private static IEnumerable<byte[]> Checkpoints() =>
    [
        Run(new(), folder => Headed(RunFolder.Checkpoints(folder)[0])),
        Run(new() { Tied = true, Precision = Precision.Double, Scaling = new MinMaxScaling(), Optimizer = new LbfgsOptions { Iterations = 1 } }, folder => File.ReadAllBytes(RunFolder.Checkpoints(folder)[0])),
        [.. """{"__metadata__":{"format":"sparse-autoencoders-checkpoint/1","checksum":""}}"""u8],
    ];

    // Runs that end before their last step, so that there is something to go on with.
    private static IEnumerable<byte[]> Resumptions() =>
        new OptimizerOptions[] { new AdamOptions { Epochs = 3, Batch = 2 }, new SgdOptions { Epochs = 3, Batch = 2 }, new LbfgsOptions { Iterations = 3, History = 2 } }
            .SelectMany(optimizer => (TrainingOptions[])[new() { Optimizer = optimizer }, new() { Optimizer = optimizer, Revive = true, Sparsity = new HeldOptions(), Tied = true, Precision = Precision.Double }])
            .Select(options => Run(options, folder => Headed(RunFolder.Checkpoints(folder)[^1])))
            .Append([.. """{"__metadata__":{"format":"sparse-autoencoders-checkpoint/1","config":"{}"}}"""u8]);

    // {"encoder.weight": a matrix of 1 x 1, …}: an AutoEncoder of dictionary_learning.
    private static IEnumerable<byte[]> Torch()
    {
        static string Tensor(string name, int key, string sizes, string steps) =>
            $"X{(char)name.Length}\0\0\0{name}ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0{key}X\u0003\0\0\0cpuK\u0001tQK\0{sizes}{steps}\u0089ccollections\nOrderedDict\n)RtR";
        var (matrix, vector) = ("K\u0001K\u0001\u0086", "K\u0001\u0085");
        var pickle = $"\u0080\u0002}}({Tensor("bias", 0, vector, vector)}{Tensor("encoder.weight", 1, matrix, matrix)}{Tensor("encoder.bias", 2, vector, vector)}{Tensor("decoder.weight", 3, matrix, matrix)}u.";
        yield return [.. Encoding.Latin1.GetBytes(pickle), .. Enumerable.Range(0, 4).SelectMany(_ => (byte[])[.. "PK\x03\x04"u8, .. FileBytes.Singles(0.5f)])];
        yield return [0x80, 2, (byte)'}', (byte)'.'];
        yield return [0x80, 2, .. "cos\nsystem\n."u8];
        yield return [.. "PK\x03\x04"u8];
        yield return [.. "{}\nPK\x03\x04"u8];
        // As files were before 2020: a magic number, the version, sizes, the value, its storages.
        yield return [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3, (byte)'.', 0x80, 2, (byte)'}', (byte)'.', 0x80, 2, (byte)'}', (byte)'.', 0x80, 2, (byte)']', (byte)'.'];
    }

    private static byte[] Gemma => [.. ((string[])["W_enc", "W_dec", "b_enc", "b_dec", "threshold"]).SelectMany((name, i) =>
        (byte[])[.. i == 0 ? [] : "PK\x03\x04"u8.ToArray(), .. Encoding.ASCII.GetBytes($"{name}.npy\0{{'descr': '<f4', 'fortran_order': False, 'shape': {(i < 2 ? "(1, 1)" : "(1,)")}, }}\n\0"), .. FileBytes.Singles(0.5f)])];

    // Descriptions and weights of one input and one unit, each so long that it is taken for its tool's.
    private static IEnumerable<byte[]> Foreign()
    {
        const string SaeLens = """{"W_enc":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"b_enc":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"W_dec":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},"b_dec":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}""";
        const string Sparsify = """{"encoder.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"encoder.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"W_dec":{"dtype":"BF16","shape":[1,1],"data_offsets":[8,10]},"b_dec":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]}}""";
        const string Sentences = """{"encoder.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"latent_bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"pre_bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";
        const string Llama = """{"encoder.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"encoder.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"decoder.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}""";
        foreach (var (text, header, numbers, rest) in new[]
        {
            ("""{"architecture":"standard","d_in":1,"d_sae":1,"normalize_activations":"constant_norm_rescale","metadata":{"model_name":"m"}}""", SaeLens, 4, 0),
            ("""{"architecture":"topk","k":1,"rescale_acts_by_decoder_norm":true}""", SaeLens, 4, 0),
            ("""{"activation":"topk","k":1,"transcode":true,"d_in":1}""", Sparsify, 3, 1),
            ("""{"input_dim":1,"hidden_dim":1,"k":1,"normalize":false}""", Sentences, 3, 3),
            ("""{"d_model":1,"jump_relu_threshold":0.5,"dataset_average_activation_norm":{"in":2.0,"out":1.0},"sparsity_include_decoder_norm":true}""", Llama, 3, 2),
        })
        {
            var padded = text;
            byte[] Whole() => [.. Encoding.UTF8.GetBytes(padded), 0, .. Encoding.UTF8.GetBytes(header), 0, .. FileBytes.Singles([.. Enumerable.Repeat(0.5f, numbers)])];
            while (Whole().Length % 4 != rest) padded += " ";
            yield return Whole();
        }
        yield return [.. "{}"u8];
    }

    private static IEnumerable<byte[]> Runs() =>
    [
        Run(new(), folder => File.ReadAllBytes(Path.Combine(folder, "options.json"))),
        Run(new() { Sparsity = new HeldOptions(), Optimizer = new SgdOptions { Epochs = 1 } }, folder => TestFolder.Gzip(File.ReadAllBytes(Path.Combine(folder, "options.json")))),
        [.. """{"format":"sparse-autoencoders-run/1","run":""}"""u8],
        [.. "{}"u8],
    ];

    private static byte[] Model(TrainingOptions options) => Run(options, folder => Headed(Path.Combine(folder, "model.safetensors")));

    /// <summary>What a small run leaves in its folder.</summary>
    private static byte[] Run(TrainingOptions options, Func<string, byte[]> take)
    {
        using var folder = new TestFolder();
        if (options.Optimizer is AdamOptions { Epochs: > 3 }) options = options with { Optimizer = new AdamOptions { Epochs = 1 } };
        using var run = RunFolder.Create(folder["run"]);
        SparseAutoencoder.Train(Resumption.Rows, options with { HiddenUnits = 2, Image = new ImageShape(1, 3) }, run);
        return take(run.Path);
    }

    /// <summary>A safetensors file as its header, a zero and its numbers.</summary>
    private static byte[] Headed(string path)
    {
        var file = File.ReadAllBytes(path);
        var end = 8 + BitConverter.ToInt32(file);
        return [.. file.AsSpan(8, end - 8), 0, .. file.AsSpan(end)];
    }
}

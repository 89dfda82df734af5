using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparseAutoencoders;

/// <summary>A named array as it is stored.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As safetensors names number types.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">Its numbers row by row, little-endian.</param>
internal sealed record StoredTensor(string Name, string Type, IReadOnlyList<long> Shape, byte[] Bytes);

/// <summary>The folder that a model is written to in another tool's format.</summary>
internal sealed class ForeignOutput
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ForeignFormat _format;
    private readonly string _folder, _own;
    private readonly ModelOrigin? _origin, _base;

    /// <param name="format">The format.</param>
    /// <param name="folder">Takes its files.</param>
    /// <param name="model">What is written.</param>
    /// <param name="origin">Where the model came from; null for this library.</param>
    /// <param name="isDouble">The model is in double precision.</param>
    public ForeignOutput(ForeignFormat format, string folder, ModelParts model, ModelOrigin? origin, bool isDouble)
    {
        (_format, _folder, Model, _origin, _own) = (format, folder, model, origin, isDouble ? "F64" : "F32");
        for (var one = origin; one is not null && _base is null; one = one.Earlier)
            if (one.Format == format.Name) _base = one;
        Config = (JsonObject?)_base?.Config?.DeepClone() ?? [];
    }

    /// <summary>What is written.</summary>
    public ModelParts Model { get; }

    /// <summary>The description: what the model was read from in this format, to be brought up to date; else empty.</summary>
    public JsonObject Config { get; }

    /// <summary>What the model was made for, where another format said it.</summary>
    public IReadOnlyDictionary<string, string> MadeFor => _base is null && _origin is not null ? _origin.MadeFor : new Dictionary<string, string>();

    /// <summary>A model that the format cannot say.</summary>
    public InvalidDataException Refused(string finding, string wayOut) => new($"{_format.Name}: {finding}. {wayOut}.");

    /// <summary>The model was read from a file of this format that had such an array.</summary>
    public bool Had(string tensor) => _base?.Types.ContainsKey(tensor) == true;

    /// <summary>The same of one that was not used, and is written again.</summary>
    public bool HadUnused(string tensor) => _base?.Extra.Any(extra => extra.Name == tensor) == true;

    /// <summary>Numbers of a block, in the number type that they were read in, where that holds them exactly.</summary>
    public StoredTensor Store(string name, string block, Matrix<double> numbers)
    {
        var type = _base?.Types.GetValueOrDefault(name) ?? _origin?.BlockTypes.GetValueOrDefault(block) ?? _own;
        IReadOnlyList<long> shape = numbers.Rows == 1 && block is not (ParameterTable.EncoderWeights or ParameterTable.DecoderWeights or ParameterTable.SkipWeights) ? [numbers.Columns] : [numbers.Rows, numbers.Columns];
        var bytes = Encoded(type, numbers.All);
        return new(name, bytes is null ? _own : type, shape, bytes ?? Rounded(numbers.All));
    }

    /// <summary>A single number.</summary>
    public StoredTensor StoreNumber(string name, double number)
    {
        var type = _base?.Types.GetValueOrDefault(name) ?? "F32";
        var bytes = Encoded(type, [number]);
        return new(name, bytes is null ? "F32" : type, [], bytes ?? BitConverter.GetBytes((float)number));
    }

    /// <summary>Writes the arrays, and those that were not used where the model came from this format.</summary>
    public void WriteSafetensors(string file, IReadOnlyList<StoredTensor> tensors)
    {
        var all = WithExtra(tensors);
        var text = _base is null ? [] : _base.FileTexts;
        Write(file, stream => SafetensorsFile.Write(stream, [.. all.Select(tensor => SafetensorsContent.OfBytes(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes))], text.Count > 0 ? text : [new("format", "pt")]));
    }

    public void WriteTorch(string file, IReadOnlyList<StoredTensor> tensors)
    {
        var all = WithExtra(tensors);
        Write(file, stream => TorchWriter.Write(stream, all));
    }

    public void WriteNpz(string file, IReadOnlyList<StoredTensor> tensors)
    {
        var all = WithExtra(tensors);
        Write(file, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var tensor in all)
            {
                var (type, bytes) = tensor.Type == "BF16" ? ("F32", Encoded("F32", Decoded(tensor))!) : (tensor.Type, tensor.Bytes);
                using var member = TorchWriter.Member(archive, $"{tensor.Name}.npy");
                member.Write(NpyWriter.Header(type switch { "F16" => "<f2", "F64" => "<f8", "I32" => "<i4", "I64" => "<i8", _ => "<f4" }, tensor.Shape.Count == 1 ? $"({tensor.Shape[0]},)" : $"({string.Join(", ", tensor.Shape)})"));
                member.Write(bytes);
            }
        });
        WriteOrigin();
    }

    /// <summary>Writes the description, and beside it what the model was before.</summary>
    public void WriteJson(string file, JsonObject json)
    {
        Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString(Indented) + "\n")));
        WriteOrigin();
    }

    private void WriteOrigin()
    {
        // The oldest is what it is to be written back as.
        var oldest = _origin;
        while (oldest?.Earlier is { } earlier) oldest = earlier;
        if (oldest is null || oldest.Format == _format.Name) return;
        Write(ForeignSource.OriginFile, stream => SafetensorsFile.Write(stream, [.. oldest.Extra.Select(tensor => SafetensorsContent.OfBytes(tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes()))],
            new Dictionary<string, string> { ["origin"] = oldest.ToJson().ToJsonString() }));
    }

    private List<StoredTensor> WithExtra(IReadOnlyList<StoredTensor> tensors) =>
        [.. tensors, .. (_base?.Extra ?? []).Where(extra => tensors.All(tensor => tensor.Name != extra.Name)).Select(extra => new StoredTensor(extra.Name, extra.Type, extra.Shape, extra.Bytes()))];

    private void Write(string file, Action<Stream> write)
    {
        Directory.CreateDirectory(_folder);
        WholeFile.Write(Path.Combine(_folder, file), write);
    }

    private byte[] Rounded(ReadOnlySpan<double> numbers)
    {
        if (_own == "F64") return MemoryMarshal.AsBytes(numbers).ToArray();
        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var i = 0; i < numbers.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), (float)numbers[i]);
        return bytes;
    }

    private static double[] Decoded(StoredTensor tensor)
    {
        var numbers = new double[tensor.Bytes.Length / 2];
        SafetensorsNumber.Stored(tensor.Type)!.Value.Convert<double>(tensor.Bytes.ToArray(), numbers);
        return numbers;
    }

    /// <summary>Numbers as bytes of a type; null where it does not hold them exactly.</summary>
    private static byte[]? Encoded(string type, ReadOnlySpan<double> numbers)
    {
        var size = type switch { "F16" or "BF16" => 2, "F32" => 4, "F64" => 8, _ => 0 };
        if (size == 0) return null;
        var bytes = new byte[numbers.Length * size];
        for (var i = 0; i < numbers.Length; i++)
        {
            var x = numbers[i];
            var place = bytes.AsSpan(i * size);
            var exact = type switch
            {
                "F16" => (double)(Half)x == x && BitConverter.TryWriteBytes(place, (Half)x),
                "BF16" => (float)x == x && (BitConverter.SingleToUInt32Bits((float)x) & 0xffff) == 0 && BitConverter.TryWriteBytes(place, (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16)),
                "F32" => (float)x == x && BitConverter.TryWriteBytes(place, (float)x),
                _ => BitConverter.TryWriteBytes(place, x),
            };
            if (!exact) return null;
        }
        return bytes;
    }
}

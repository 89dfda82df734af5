using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace SparseAutoencoders;

/// <summary>What the head of a safetensors file says, checked.</summary>
/// <remarks>Layout: the header's length (unsigned, 64 bits, little-endian), the header in JSON, the numbers without gaps.
/// Source: the format's description in the README of the safetensors library.</remarks>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata, long FileLength)
{
    /// <summary>The format's own limit.</summary>
    private const int LongestHeader = 100_000_000;

    // A header is held in memory as a whole, and a few kilobytes of gzip can stand for the longest.
    private const int LongestPackedHeader = 4_000_000;

    private const string MetadataKey = "__metadata__";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>True if a safetensors file can begin with these bytes.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length >= 9 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and <= LongestHeader;

    /// <summary>Reads the head and makes sure that its tensors lie in the file side by side.</summary>
    /// <exception cref="InvalidDataException">They do not, or it is no such head.</exception>
    public static SafetensorsHeader Read(ByteSource source)
    {
        var path = source.Path;
        var head = source.Head(9);
        if (!Recognises(head)) throw ForeignFile.Of(path, source.Head(ForeignFile.HeadLength)) ?? new InvalidDataException($"{path}: does not begin as a safetensors file does. Check that it is one, and complete.");
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (source.IsPacked && length > LongestPackedHeader)
            throw new InvalidDataException($"{path}: its safetensors header takes {length} bytes, and at most {LongestPackedHeader} are read from a packed file. Unpack it first, with gunzip.");
        var dataOffset = 8 + length;
        if (source.Available(dataOffset) < dataOffset) throw new InvalidDataException($"{path}: is cut short: it ends inside its header. Get or make it again.");
        var text = new byte[length];
        source.Read(8, text);
        if (!Utf8.IsValid(text)) throw Damaged(path, "it is not UTF-8 text");
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            return Of(path, json.RootElement, dataOffset);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)   // the latter: half a surrogate pair as \ud800
        {
            throw Damaged(path, "it is not the JSON text it should be");
        }
    }

    private static SafetensorsHeader Of(string path, JsonElement root, long dataOffset)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Damaged(path, "it is no JSON object");
        var tensors = new List<SafetensorsTensor>();
        var metadata = new Dictionary<string, string>();
        foreach (var entry in root.EnumerateObject())
        {
            if (entry.Name == MetadataKey) ReadMetadata(path, entry.Value, metadata);
            else tensors.Add(ReadTensor(path, entry.Name, entry.Value, dataOffset));
        }

        var end = dataOffset;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteCount))
        {
            if (tensor.Offset != end) throw Damaged(path, $"tensor '{MessageText.Visible(tensor.Name)}' {(tensor.Offset < end ? "overlaps another" : "leaves a gap before it")}");
            end += tensor.ByteCount;
        }
        return new SafetensorsHeader(tensors, metadata, end);
    }

    private static void ReadMetadata(string path, JsonElement json, Dictionary<string, string> metadata)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Damaged(path, $"'{MetadataKey}' is no JSON object");
        foreach (var entry in json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String) throw Damaged(path, $"'{MessageText.Visible(entry.Name)}' in '{MetadataKey}' is no text");
            metadata.Add(entry.Name, entry.Value.GetString()!);
        }
    }

    private static SafetensorsTensor ReadTensor(string path, string name, JsonElement json, long dataOffset)
    {
        var place = $"tensor '{MessageText.Visible(name)}'";
        if (json.ValueKind != JsonValueKind.Object) throw Damaged(path, $"{place} is no JSON object");
        if (!json.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String) throw Damaged(path, $"{place} has no 'dtype'");
        var shape = Sizes(json, "shape") ?? throw Damaged(path, $"{place} has no 'shape' of whole numbers");
        if (Sizes(json, "data_offsets") is not [var begin, var end] || begin > end) throw Damaged(path, $"{place} has no two 'data_offsets' in order");
        if (end > long.MaxValue - dataOffset) throw Damaged(path, $"{place} ends beyond what a file can hold");

        var tensor = new SafetensorsTensor(name, type.GetString()!, shape, dataOffset + begin, end - begin);
        if (Product(shape) is not { } count) throw Damaged(path, $"{place} has sizes whose product is too large");
        if (SafetensorsNumber.Bits(tensor.NumberType) is { } bits && (Int128)count * bits != (Int128)tensor.ByteCount * 8)
            throw Damaged(path, $"{place} has sizes of {MessageText.Sizes(shape)} {tensor.NumberType}, but {tensor.ByteCount} bytes");
        return tensor;
    }

    private static long[]? Sizes(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array) return null;
        var sizes = new long[array.GetArrayLength()];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out sizes[i]) || sizes[i++] < 0) return null;
        }
        return sizes;
    }

    private static long? Product(long[] sizes)
    {
        Int128 product = 1;
        foreach (var size in sizes)
        {
            product *= size;
            if (product > long.MaxValue) return null;
        }
        return (long)product;
    }

    private static InvalidDataException Damaged(string path, string finding) => new($"{path}: its safetensors header cannot be used: {finding}. Get or make the file again.");
}

using System.Buffers.Binary;
using System.Text.Json;

namespace SparseAutoencoders;

/// <summary>A file of named arrays with a few texts beside them, open for reading. Any number of threads may read at once.</summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The numbers begin at a multiple of this, so that a mapped file can be used as it is.</summary>
    private const int Alignment = 64;

    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(ByteSource source)
    {
        Source = source;
        _header = SafetensorsHeader.Read(source);
        source.Expect(_header.FileLength, $"{_header.Tensors.Count} tensors");
        _byName = _header.Tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>The file's path, for messages.</summary>
    public string Path => Source.Path;

    /// <summary>The arrays, in the header's order.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors;

    /// <summary>The texts under <c>__metadata__</c>; none if there is no such entry.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    internal ByteSource Source { get; }

    /// <summary>Opens a file and checks its header: every tensor's bytes are in the file, as many as its sizes say, with no gap, overlap or rest.</summary>
    /// <exception cref="InvalidDataException">The file is no whole safetensors file.</exception>
    /// <exception cref="IOException">It cannot be opened; see <see cref="InputFile.OpenRead"/>.</exception>
    public static SafetensorsFile Open(string path) => Open(path, packed: true);

    /// <summary>The same for files whose arrays will all be held in memory: a packed file, a few of whose bytes can stand for very many, is refused.</summary>
    internal static SafetensorsFile OpenPlain(string path) => Open(path, packed: false);

    private static SafetensorsFile Open(string path, bool packed)
    {
        var source = ByteSource.Open(path);
        try
        {
            if (source.IsPacked && !packed) throw new InvalidDataException($"{path}: is packed with gzip. Unpack it first, with gunzip.");
            return new SafetensorsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The array of this name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a whole array of real numbers, but for those of 8 bits with a fraction (F8); U8 as they are, 0 to 255, BOOL as 0 and 1.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="destination">As long as the array.</param>
    /// <exception cref="InvalidDataException">There is no such array, or its numbers are of another type.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Read<T>(string name, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = Find(name) ?? throw new InvalidDataException($"{Path}: holds no tensor '{MessageText.Visible(name)}'. It is not the file it should be, or made by another version.");
        var number = SafetensorsNumber.Stored(tensor.NumberType)
            ?? throw new InvalidDataException($"{Path}: its tensor {tensor} holds numbers of a type that is not read. Save it as F32 or F64.");
        if (tensor.Count != destination.Length) throw new ArgumentException($"The tensor {tensor} does not have {destination.Length} numbers.", nameof(destination));
        number.Read(Source, tensor.Offset, destination);
    }

    /// <summary>Writes a file. Same content, same bytes.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="tensors">Arrays, in the order they are to have.</param>
    /// <param name="metadata">Texts beside them; null for none.</param>
    /// <exception cref="ArgumentException">Two arrays have one name, or one is called <c>__metadata__</c>.</exception>
    public static void Write(Stream stream, IReadOnlyList<SafetensorsContent> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Select(tensor => tensor.Name).Append("__metadata__").Distinct().Count() <= tensors.Count)
            throw new ArgumentException("Two tensors have the same name, or one is called __metadata__.", nameof(tensors));

        var header = Header(tensors, metadata);
        var padding = (Alignment - (8 + header.Length) % Alignment) % Alignment;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length + padding);
        stream.Write(length);
        stream.Write(header);
        Span<byte> spaces = stackalloc byte[padding];
        spaces.Fill((byte)' ');
        stream.Write(spaces);
        foreach (var tensor in tensors) tensor.Write(stream);
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static byte[] Header(IReadOnlyList<SafetensorsContent> tensors, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.NumberType);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return header.ToArray();
    }
}

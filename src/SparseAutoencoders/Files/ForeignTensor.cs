namespace SparseAutoencoders;

/// <summary>A named array of a file of others', its numbers read when they are wanted.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">As safetensors names number types: "F32", "BF16".</param>
/// <param name="shape">Its sizes; none for a single number.</param>
/// <param name="bytes">Its numbers as they are stored, row by row, little-endian.</param>
internal sealed class ForeignTensor(string name, string type, IReadOnlyList<long> shape, Func<byte[]> bytes)
{
    public string Name => name;

    public string Type => type;

    public IReadOnlyList<long> Shape => shape;

    /// <summary>Numbers in it.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Its numbers as they are stored.</summary>
    public byte[] Bytes() => bytes();

    /// <summary>Its numbers, row by row.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="destination">As long as it.</param>
    public void Read<T>(string path, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var number = SafetensorsNumber.Stored(Type) ?? throw new InvalidDataException($"{path}: its tensor {this} holds numbers of a type that is not read. Save it as float32.");
        number.Convert<T>(Bytes(), destination);
        foreach (var x in destination)
            if (!T.IsFinite(x)) throw new InvalidDataException($"{path}: its tensor {MessageText.Visible(Name)} holds a number that is not finite. Get or make the file again.");
    }

    /// <summary>Its only number.</summary>
    public double Number(string path)
    {
        if (Count != 1) throw new InvalidDataException($"{path}: its tensor {this} is no single number. Get or make the file again.");
        Span<double> number = stackalloc double[1];
        Read(path, number);
        return number[0];
    }

    /// <summary>An array of a safetensors file, which is opened again when it is read.</summary>
    public static ForeignTensor Of(string path, SafetensorsTensor tensor, string name) => new(name, tensor.NumberType, tensor.Shape, () =>
    {
        using var file = SafetensorsFile.OpenPlain(path);
        var bytes = new byte[Length(path, tensor.ByteCount)];
        file.Source.Read(tensor.Offset, bytes);
        return bytes;
    });

    /// <summary>Bytes of an array that are held in memory at once.</summary>
    /// <exception cref="InvalidDataException">They are too many.</exception>
    public static int Length(string path, long bytes) =>
        bytes <= Array.MaxLength ? (int)bytes : throw new InvalidDataException($"{path}: holds an array of {bytes} bytes, more than is held in memory at once. Save it in half precision.");

    /// <summary>As "W_enc (16x64 F32)".</summary>
    public override string ToString() => $"{MessageText.Visible(Name)} ({(Shape.Count == 0 ? "1" : MessageText.Sizes(Shape))} {MessageText.Visible(Type)})";
}

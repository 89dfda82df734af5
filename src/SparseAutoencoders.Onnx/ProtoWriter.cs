using System.Text;

namespace SparseAutoencoders.Onnx;

/// <summary>A protocol buffer, field by field. Messages in messages and large bytes are kept by reference, so a model's weights are not copied on their way out.</summary>
/// <remarks>An ONNX file of two layers needs four kinds of field. Google.Protobuf would bring its compiler into every build, or some ten thousand generated lines
/// into the repository, and a dependency into the package.</remarks>
internal sealed class ProtoWriter
{
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private long _length;

    /// <summary>A whole number.</summary>
    public ProtoWriter Number(int field, long value) => Add(Variable((ulong)field << 3)).Add(Variable((ulong)value));

    /// <summary>A text.</summary>
    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message; what is added to it afterwards is not in it.</summary>
    public ProtoWriter Message(int field, ProtoWriter message) => Head(field, message._length).Fields(message);

    /// <summary>All fields of another message.</summary>
    public ProtoWriter Fields(ProtoWriter message)
    {
        _parts.AddRange(message._parts);
        _length += message._length;
        return this;
    }

    /// <summary>Bytes, which must not change until they are written.</summary>
    public ProtoWriter Bytes(int field, ReadOnlyMemory<byte> bytes) => Head(field, bytes.Length).Add(bytes);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="InvalidDataException">It is longer than readers of protocol buffers accept.</exception>
    public void WriteTo(Stream stream)
    {
        if (_length > int.MaxValue) throw new InvalidDataException($"onnx: the model takes {_length} bytes, and an ONNX file holds at most {int.MaxValue}. Take fewer hidden units, or single precision.");
        foreach (var part in _parts) stream.Write(part.Span);
    }

    private ProtoWriter Head(int field, long length) => Add(Variable(((ulong)field << 3) | 2)).Add(Variable((ulong)length));

    private ProtoWriter Add(ReadOnlyMemory<byte> part)
    {
        _parts.Add(part);
        _length += part.Length;
        return this;
    }

    private static byte[] Variable(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var count = 0;
        for (; value >= 0x80; value >>= 7) bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        return bytes[..count].ToArray();
    }
}

using System.Text;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>A protocol buffer, field by field: the little that an ONNX file of two nodes needs.</summary>
internal sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>A whole number.</summary>
    public ProtoWriter Number(int field, long value) => Variable((ulong)field << 3).Variable((ulong)value);

    /// <summary>A text.</summary>
    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message.</summary>
    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.ToArray());

    /// <summary>Bytes.</summary>
    public ProtoWriter Bytes(int field, byte[] bytes)
    {
        Variable(((ulong)field << 3) | 2).Variable((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>All of it.</summary>
    public byte[] ToArray() => [.. _bytes];

    private ProtoWriter Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }
}

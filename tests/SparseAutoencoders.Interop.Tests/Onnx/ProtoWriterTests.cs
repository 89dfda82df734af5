using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.Interop.Tests.Onnx;

public sealed class ProtoWriterTests
{
    [Fact]
    public void Fields_are_those_of_the_format()
    {
        using var stream = new MemoryStream();
        new ProtoWriter().Number(1, 300).Number(20, 2).Text(2, "é").Message(3, new ProtoWriter().Bytes(1, new byte[] { 9 })).WriteTo(stream);
        Assert.Equal([0x08, 0xAC, 0x02, 0xA0, 0x01, 2, 0x12, 2, 0xC3, 0xA9, 0x1A, 3, 0x0A, 1, 9], stream.ToArray());
    }

    [Fact]
    public void More_than_two_gigabytes_are_refused_and_nothing_is_written()
    {
        using var stream = new MemoryStream();
        var (large, part) = (new ProtoWriter(), new byte[1 << 26]);
        for (var i = 0; i < 32; i++) large.Bytes(1, part);
        Assert.Contains("2147483647", Assert.Throws<InvalidDataException>(() => large.WriteTo(stream)).Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }
}

#pragma warning disable
namespace SparseAutoencoders.Data;
internal sealed record SafetensorsTensor(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes);
internal sealed class SafetensorsFile {
    public IReadOnlyList<SafetensorsTensor> Tensors => [];
    public IReadOnlyDictionary<string,string> Metadata => new Dictionary<string,string>();
    public static SafetensorsFile Open(string p) => throw new NotSupportedException(p);
    public void Read<T>(string n, Span<T> x) => throw new NotSupportedException(n);
    public static void Write(Stream s, IEnumerable<SafetensorsTensor> t, Dictionary<string,string> m) {}
}
internal static class WholeFile { public static void Write(string p, Action<Stream> w) {} }

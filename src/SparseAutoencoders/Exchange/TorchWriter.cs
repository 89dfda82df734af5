using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Writes a dictionary of tensors as torch.save does: what torch.load reads with weights_only=True.</summary>
internal static class TorchWriter
{
    private const string Prefix = "archive/";

    // The oldest date an archive can hold: the same model makes the same file.
    private static readonly DateTimeOffset NoDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(Stream stream, IReadOnlyList<StoredTensor> tensors)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var member = Member(archive, $"{Prefix}data.pkl")) member.Write(Pickle(tensors));
        using (var member = Member(archive, $"{Prefix}byteorder")) member.Write("little"u8);
        for (var i = 0; i < tensors.Count; i++)
        {
            using var member = Member(archive, string.Create(CultureInfo.InvariantCulture, $"{Prefix}data/{i}"));
            member.Write(tensors[i].Bytes);
        }
        using (var member = Member(archive, $"{Prefix}version")) member.Write("3\n"u8);
    }

    /// <summary>A member of an archive, stored as it is.</summary>
    public static Stream Member(ZipArchive archive, string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoDate;
        return entry.Open();
    }

    private static byte[] Pickle(IReadOnlyList<StoredTensor> tensors)
    {
        using var pickle = new MemoryStream();
        pickle.Write([0x80, 2, (byte)'}', (byte)'(']);
        for (var i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            var count = tensor.Shape.Aggregate(1L, (product, size) => product * size);
            Text(tensor.Name);
            Global("torch._utils", "_rebuild_tensor_v2");
            pickle.Write("(("u8);
            Text("storage");
            Global("torch", TorchGlobal.StorageOf(tensor.Type));
            Text(i.ToString(CultureInfo.InvariantCulture));
            Text("cpu");
            Number(count);
            pickle.Write("tQ"u8);
            Number(0);
            Sizes(tensor.Shape);
            var (strides, step) = (new long[tensor.Shape.Count], 1L);
            for (var d = strides.Length - 1; d >= 0; step *= tensor.Shape[d--]) strides[d] = step;
            Sizes(strides);
            pickle.WriteByte(0x89);
            Global("collections", "OrderedDict");
            pickle.Write(")RtR"u8);
        }
        pickle.Write("u."u8);
        return pickle.ToArray();

        void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            pickle.WriteByte((byte)'X');
            pickle.Write(length);
            pickle.Write(bytes);
        }

        void Global(string module, string name) => pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

        void Number(long number)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            if (number <= int.MaxValue)
            {
                pickle.WriteByte((byte)'J');
                pickle.Write(bytes[..4]);
                return;
            }
            pickle.Write([0x8a, 8]);
            pickle.Write(bytes);
        }

        void Sizes(IReadOnlyList<long> sizes)
        {
            pickle.WriteByte((byte)'(');
            foreach (var size in sizes) Number(size);
            pickle.WriteByte((byte)'t');
        }
    }
}

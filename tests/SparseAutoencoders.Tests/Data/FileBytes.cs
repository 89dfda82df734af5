using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders.Tests.Data;

/// <summary>Files of numbers, byte by byte as their formats are described.</summary>
internal static class FileBytes
{
    public static byte[] Idx(byte type, uint[] sizes, params byte[] numbers) =>
        [0, 0, type, (byte)sizes.Length, .. sizes.SelectMany(size => BigEndian(size)), .. numbers];

    public static byte[] Npy(string header, byte[] numbers, byte version = 1)
    {
        var text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header);
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [.. BitConverter.GetBytes(text.Length)];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. numbers];
    }

    public static byte[] Npy(string type, string shape, params byte[] numbers) =>
        Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n", numbers);

    public static byte[] Safetensors(string header, params byte[] numbers)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. numbers];
    }

    public static byte[] Singles(params float[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    public static byte[] Doubles(params double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    /// <summary>The same numbers of <paramref name="size"/> bytes in the other byte order.</summary>
    public static byte[] Swapped(int size, byte[] numbers) => [.. numbers.Chunk(size).SelectMany(number => number.Reverse())];

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>A zip archive.</summary>
    public static byte[] Zip(CompressionLevel level, params ReadOnlySpan<(string Name, byte[] Contents)> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, contents) in files)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(contents);
            }
        }
        return bytes.ToArray();
    }
}

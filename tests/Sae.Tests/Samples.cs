using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Sae.Tests;

/// <summary>Small files of rows, written byte by byte, by nothing of ours.</summary>
internal static class Samples
{
    /// <summary>Numbers in (0, 1) with some structure, so that there is something to learn.</summary>
    public static double[,] Table(int rows, int inputs, int seed = 7)
    {
        var random = new Random(seed);
        var table = new double[rows, inputs];
        for (var r = 0; r < rows; r++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            for (var j = 0; j < inputs; j++) table[r, j] = 0.05 + 0.4 * a * ((j + 1.0) / inputs) + 0.4 * b * (j % 3 / 3.0) + 0.05 * random.NextDouble();
        }
        return table;
    }

    /// <summary>A table as CSV.</summary>
    public static string Csv(double[,] table, bool header = false)
    {
        var text = new StringBuilder();
        if (header) text.AppendJoin(',', Enumerable.Range(0, table.GetLength(1)).Select(j => $"x{j}")).Append('\n');
        for (var r = 0; r < table.GetLength(0); r++)
            text.AppendJoin(',', Enumerable.Range(0, table.GetLength(1)).Select(j => table[r, j].ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        return text.ToString();
    }

    /// <summary>A table as .npy of doubles.</summary>
    public static byte[] Npy(double[,] table)
    {
        var bytes = new byte[table.Length * sizeof(double)];
        Buffer.BlockCopy(table, 0, bytes, 0, bytes.Length);
        return Npy("<f8", "False", $"({table.GetLength(0)}, {table.GetLength(1)})", bytes);
    }

    /// <summary>An .npy file of any header.</summary>
    public static byte[] Npy(string type, string fortran, string shape, byte[] data)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}";
        header = header.PadRight((10 + header.Length + 1 + 63) / 64 * 64 - 10 - 1) + "\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    /// <summary>An IDX file of bytes.</summary>
    public static byte[] Idx(byte[] data, params IReadOnlyList<uint> sizes)
    {
        var head = new byte[4 + 4 * sizes.Count];
        (head[2], head[3]) = (8, (byte)sizes.Count);
        for (var i = 0; i < sizes.Count; i++) BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4 + 4 * i), sizes[i]);
        return [.. head, .. data];
    }

    /// <summary>Bytes, gzip'd.</summary>
    public static byte[] Gzip(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(data);
        return packed.ToArray();
    }
}

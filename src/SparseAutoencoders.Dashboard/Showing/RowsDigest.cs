using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Tells files and rows from any others by their contents.</summary>
internal static class RowsDigest
{
    private const int NumbersAtOnce = 1 << 20, RowsAtOnce = 1024;

    /// <summary>SHA-256 of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>SHA-256 of the rows' sizes and numbers in double precision.</summary>
    public static string OfRows(IRows rows, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([rows.Count, rows.Width]));
        var height = Math.Clamp(NumbersAtOnce / rows.Width, 1, rows.Count);
        var block = new double[height * rows.Width];
        for (var first = 0; first < rows.Count; first += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = block.AsSpan(0, Math.Min(height, rows.Count - first) * rows.Width);
            rows.Read(first, part);
            hash.AppendData(MemoryMarshal.AsBytes(part));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of what is written beside rows.</summary>
    public static string OfTexts(IRows rows, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var texts in (IRowTexts?[])[rows.Captions, rows.Labels])
        {
            for (var row = 0; row < (texts?.Count ?? 0); row++)
            {
                if (row % RowsAtOnce == 0) cancellation.ThrowIfCancellationRequested();
                var text = texts![row];
                hash.AppendData(MemoryMarshal.AsBytes<int>([text.Length]));
                hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
            }
            hash.AppendData([texts is null ? (byte)0 : (byte)1]);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

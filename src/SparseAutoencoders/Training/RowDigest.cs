using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Normalization;

namespace SparseAutoencoders.Training;

/// <summary>Tells whether rows are the same to the last bit.</summary>
internal static class RowDigest
{
    private const int BlockRows = 1024;

    /// <summary>SHA-256 of the rows as the network sees them, in hexadecimal.</summary>
    public static string Of<T>(PreparedRows<T> rows, int inputs, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new Matrix<T>(Math.Min(BlockRows, rows.Count), inputs);
        for (var first = 0; first < rows.Count; first += buffer.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(MemoryMarshal.AsBytes(rows.Block(first, Math.Min(buffer.Capacity, rows.Count - first), buffer).All));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Security.Cryptography;

namespace SparseAutoencoders;

/// <summary>Tells whether rows are the same to the last bit.</summary>
internal static class RowDigest
{
    private const int BlockRows = 1024;

    /// <summary>SHA-256 of the rows as the network sees them, in hexadecimal.</summary>
    public static string Of<T>(PreparedRows<T> rows, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, block) in rows.Blocks(BlockRows, cancellation)) hash.AppendData(MemoryMarshal.AsBytes(block.All));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

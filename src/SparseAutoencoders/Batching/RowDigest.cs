using System.Security.Cryptography;

namespace SparseAutoencoders;

/// <summary>Tells whether rows are the same to the last bit: SHA-256 of them, one after the other.</summary>
internal sealed class RowDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Takes in the next rows.</summary>
    public void Add<T>(Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T> => _hash.AppendData(MemoryMarshal.AsBytes(rows.All));

    /// <summary>The digest in hexadecimal.</summary>
    public string Complete() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

using System.Security.Cryptography;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Tells whether rows are the same to the last bit: SHA-256 of them, one after the other; of several shards that of theirs.</summary>
internal sealed class RowDigest(Shards shards) : IDisposable
{
    private readonly IncrementalHash[] _hashes = [.. Enumerable.Range(0, shards.Own).Select(_ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256))];

    /// <summary>Of rows that are not cut.</summary>
    public RowDigest() : this(Shards.One)
    {
    }

    /// <summary>Takes in the next rows.</summary>
    public void Add<T>(Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add(0, rows);

    /// <summary>Takes in the next rows of one of this machine's shards.</summary>
    public void Add<T>(int shard, Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T> => _hashes[shard].AppendData(MemoryMarshal.AsBytes(rows.All));

    /// <summary>The digest in hexadecimal.</summary>
    public string Complete()
    {
        var own = string.Concat(_hashes.Select(hash => Convert.ToHexStringLower(hash.GetHashAndReset())));
        return shards.Count == 1 ? own : Convert.ToHexStringLower(SHA256.HashData(shards.Gather<byte>(Encoding.ASCII.GetBytes(own))));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hash in _hashes) hash.Dispose();
    }
}

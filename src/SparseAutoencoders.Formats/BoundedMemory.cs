using System.Buffers;
using Apache.Arrow.Memory;

namespace SparseAutoencoders.Formats;

/// <summary>Memory for what a file says it holds, as long as that is in proportion to the file: packed numbers may be many times as many bytes, but not any number.</summary>
/// <param name="fileLength">Bytes of the file.</param>
internal sealed class BoundedMemory(long fileLength) : MemoryAllocator
{
    private const long Least = 1 << 26, MostPerByte = 256;

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length > Math.Max(Least, MostPerByte * fileLength)) throw new InvalidOperationException($"{length} bytes are claimed by a file of {fileLength}");
        bytesAllocated = length;
        return new Owner(new byte[length]);
    }

    private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = bytes;

        public void Dispose()
        {
        }
    }
}

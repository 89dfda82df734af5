using System.Buffers;
using Apache.Arrow.Memory;

namespace SparseAutoencoders.Formats;

/// <summary>Memory for what an Arrow file says it holds, as long as that is in proportion to the file: packed numbers may be many times as many bytes, but not any number.</summary>
/// <param name="path">The file.</param>
/// <param name="input">Its contents.</param>
internal sealed class BoundedMemory(string path, ArrowInput input) : MemoryAllocator
{
    private const long LeastUnpacked = 1 << 26, MostUnpackedPerByte = 1024;

    private long _bodies, _unpacked;

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (input.DescribesBody)
        {
            _unpacked = 0;
            if ((_bodies += length) > input.Length) throw new InvalidDataException("its messages claim more bytes than it has");
        }
        else if ((_unpacked += length) > Math.Max(LeastUnpacked, MostUnpackedPerByte * input.Length))
        {
            throw new InvalidDataException($"{path}: has a record batch that claims to unpack to {_unpacked} bytes, in a file of {input.Length}. It is damaged, or holds hardly anything but equal values: save it in smaller record batches, or unpacked.");
        }
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

using Microsoft.Win32.SafeHandles;

namespace SparseAutoencoders.Data;

/// <summary>A file's bytes at any position: on disk, or unpacked into memory where the file is gzip.</summary>
/// <remarks>Opening and <see cref="Available"/> are for one thread; after <see cref="Expect"/> any number of threads may <see cref="Read"/>.
/// Memory grows with what is really there, never with what a header says.</remarks>
internal sealed class ByteSource : IDisposable
{
    private const int FirstGrowth = 1 << 16;

    private readonly SafeFileHandle? _file;
    private Stream? _packed;
    private byte[] _unpacked = [];
    private long _count;

    private ByteSource(string path, SafeFileHandle? file, Stream? packed) =>
        (Path, _file, _packed, _count) = (path, file, packed, file is null ? 0 : RandomAccess.GetLength(file));

    public string Path { get; }

    public static ByteSource Open(string path)
    {
        var file = InputFile.OpenHandle(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            if (!InputFile.IsGzip(start[..RandomAccess.Read(file, start, 0)])) return new ByteSource(path, file, null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        file.Dispose();
        return new ByteSource(path, null, InputFile.OpenRead(path));
    }

    /// <summary>How many of the first <paramref name="wanted"/> bytes there are.</summary>
    public long Available(long wanted)
    {
        while (_packed is not null && _count < wanted)
        {
            if (_count == _unpacked.Length) Grow(wanted);
            var count = _packed.Read(_unpacked.AsSpan((int)_count));
            _count += count;
            if (count == 0) Close();
        }
        return Math.Min(_count, wanted);
    }

    /// <summary>The first bytes, as many of <paramref name="wanted"/> as there are.</summary>
    public byte[] Head(int wanted)
    {
        var head = new byte[Available(wanted)];
        Read(0, head);
        return head;
    }

    /// <summary>Makes sure that the source has exactly this length.</summary>
    /// <param name="length">Bytes, the header included.</param>
    /// <param name="promise">What the header says, in words.</param>
    /// <exception cref="InvalidDataException">It is longer or shorter.</exception>
    public void Expect(Int128 length, string promise)
    {
        var limit = (long)Int128.Min(length, long.MaxValue - 1);
        var there = Available(limit + 1);
        if (there < length)
            throw new InvalidDataException($"{Path}: is cut short: the header promises {promise}, {length} bytes in all, and the file ends after {there}. Get or make it again.");
        if (there > length)
            throw new InvalidDataException($"{Path}: holds more than its header promises, which is {promise}, {length} bytes in all. The file is damaged or two files in one: get or make it again.");
        Close();
    }

    /// <summary>Fills <paramref name="destination"/> from a position that <see cref="Available"/> or <see cref="Expect"/> vouched for.</summary>
    /// <exception cref="InvalidDataException">The file has become shorter meanwhile.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (_file is null)
        {
            _unpacked.AsSpan((int)offset, destination.Length).CopyTo(destination);
            return;
        }
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(_file, destination, offset);
            if (count == 0) throw new InvalidDataException($"{Path}: has become shorter while it was read. Wait until the file is complete.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        Close();
    }

    private void Close()
    {
        _packed?.Dispose();
        _packed = null;
    }

    private void Grow(long wanted)
    {
        if (_count == Array.MaxLength) throw new InvalidDataException($"{Path}: unpacks to more than {Array.MaxLength} bytes. Unpack it first, with gunzip.");
        var size = Math.Min(Math.Max(FirstGrowth, 2L * _unpacked.Length), Math.Min(wanted, Array.MaxLength));
        Array.Resize(ref _unpacked, (int)size);
    }
}

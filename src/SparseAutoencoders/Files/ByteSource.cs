using Microsoft.Win32.SafeHandles;

namespace SparseAutoencoders;

/// <summary>A file's bytes at any position: on disk, or unpacked into a <see cref="Spool"/> where the file is gzip.</summary>
/// <remarks>Opening and <see cref="Available"/> are for one thread; after <see cref="Expect"/> any number of threads may <see cref="Read"/>.
/// Memory grows with what is really there, never with what a header says.</remarks>
internal sealed class ByteSource : IDisposable
{
#if DEBUG
    private const int BlockSize = 7;
#else
    private const int BlockSize = 1 << 14;
#endif

    // What a byte of deflate's output costs at least: two bits for 258 of them.
    private const int MostUnpacked = 1032;

    private readonly SafeFileHandle? _file;
    private readonly Spool? _unpacked;
    private Stream? _packed;

    private ByteSource(string path, SafeFileHandle? file, Stream? packed) =>
        (Path, _file, _packed, _unpacked) = (path, file, packed, packed is null ? null : new Spool(path));

    public string Path { get; }

    /// <summary>The file is gzip: a few of its bytes can stand for very many.</summary>
    public bool IsPacked => _unpacked is not null;

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

    /// <summary>Contents that come out of a packed file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contents">What comes out; owned by the source.</param>
    public static ByteSource Unpack(string path, Stream contents) => new(path, null, contents);

    /// <summary>How many of the first <paramref name="wanted"/> bytes there are.</summary>
    public long Available(long wanted)
    {
        if (_unpacked is null) return Math.Min(RandomAccess.GetLength(_file!), wanted);
        var block = _packed is null ? [] : new byte[BlockSize];
        while (_packed is not null && _unpacked.Length < wanted)
        {
            var count = _packed.Read(block);
            _unpacked.Append(block.AsSpan(0, count));
            if (count == 0) Close();
        }
        return Math.Min(_unpacked.Length, wanted);
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
    /// <exception cref="IOException">It is packed, and there is no room to unpack it.</exception>
    public void Expect(Int128 length, string promise)
    {
        if (_unpacked is not null)
        {
            if (length / MostUnpacked > new FileInfo(Path).Length)
                throw new InvalidDataException($"{Path}: is cut short: the header promises {promise}, {length} bytes in all, more than can be packed into this file. Get or make it again.");
            _unpacked.Expect(length);
        }
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
        _unpacked?.Read(offset, destination);
        while (_file is not null && destination.Length > 0)
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
        _unpacked?.Dispose();
        Close();
    }

    private void Close()
    {
        _packed?.Dispose();
        _packed = null;
    }
}

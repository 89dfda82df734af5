namespace SparseAutoencoders.Fuzz;

/// <summary>Lets a reader loose on bytes and holds it to its promises: rows or one <see cref="InvalidDataException"/> of one line, and memory in proportion to
/// the file.</summary>
internal sealed class Guard : IDisposable
{
    /// <summary>Bytes that any file may cost: buffers, and what the first call prepares.</summary>
    public const long Floor = 1 << 20;

    /// <summary>Bytes that a byte of the file may cost. The dearest are names of CSV columns: two bytes of text become a string of 32 and its place in a list.</summary>
    public const long Factor = 64;

    /// <summary>Bytes by which a file that a native library decodes may make the process grow, beside <see cref="Factor"/>: pages may unpack to 64 MB, and the library asks for
    /// room by doubling.</summary>
    public const long NativeFloor = 256 << 20;

    // The most that deflate can do (zlib's documentation).
    private const long MostUnpacked = 1032;

    private const int LongestMessage = 2000;

    private readonly Reader _reader;
    private readonly string _folder = Directory.CreateTempSubdirectory("sae-fuzz-").FullName;

    public Guard(Reader reader) => _reader = reader;

    /// <summary>Bytes the last file cost.</summary>
    public long Allocated { get; private set; }

    /// <summary>Reads a file of these bytes.</summary>
    /// <returns>The message of the refusal, without the path; null if it was read.</returns>
    /// <exception cref="PromiseBroken">The reader did something else.</exception>
    public string? Run(ReadOnlySpan<byte> bytes)
    {
        var file = _reader.Dress(bytes.ToArray());
        var path = Path.Combine(_folder, "f");
        File.WriteAllBytes(path, file);
        if (_reader.IsNative) ResidentMemory.Restart();
        var held = _reader.IsNative ? ResidentMemory.Peak() : 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? message = null;
        try
        {
            _reader.Open(path);
        }
        catch (InvalidDataException refusal)
        {
            message = refusal.Message;
        }
        catch (OutOfMemoryException failure)                     // of which the runtime would say no more than that
        {
            throw new PromiseBroken($"out of memory for a file of {file.Length}, {failure.StackTrace}");
        }
        Allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var bound = Floor * _reader.Files + _reader.Unpacked + Factor * (_reader.Unpacks || InputFile.IsGzip(file) ? MostUnpacked : 1) * file.Length;
        if (Allocated > bound) throw new PromiseBroken($"{Allocated} bytes of memory for a file of {file.Length}");
        if (_reader.IsNative && ResidentMemory.Peak() - held is var grown && grown > NativeFloor + Factor * file.Length) throw new PromiseBroken($"the process grew by {grown} bytes for a file of {file.Length}");
        return message is null ? null : OneLine(path, message);
    }

    /// <summary>What a message or note says behind its path.</summary>
    /// <exception cref="PromiseBroken">It is no line, or does not begin with the path.</exception>
    public static string OneLine(string path, string message)
    {
        if (!message.StartsWith(path, StringComparison.Ordinal)) throw new PromiseBroken($"a message that does not begin with the path: {message}");
        message = message[path.Length..];
        if (message.Length > LongestMessage) throw new PromiseBroken($"a message of {message.Length} characters: {message}");
        foreach (var c in message)
            if (char.IsControl(c) || c is '\u2028' or '\u2029') throw new PromiseBroken($"a message of several lines or with control characters: {message}");
        return message;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>A reader did not do what it promises.</summary>
internal sealed class PromiseBroken(string what) : Exception(what);

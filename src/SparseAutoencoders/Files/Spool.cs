using Microsoft.Win32.SafeHandles;

namespace SparseAutoencoders;

/// <summary>Bytes that come one after the other and are then read at any place: in memory while they are few, beyond that in a temporary file.</summary>
/// <remarks>So a packed file of a megabyte that unpacks to a gigabyte takes a gigabyte of disk while it is open, and little memory. The file has no name where
/// the system allows that (everywhere but on Windows), so nothing is left behind however the process ends. Appending is for one thread; any number may read
/// what was appended before.</remarks>
/// <param name="source">What the bytes come from, for messages.</param>
internal sealed class Spool(string source) : IStateStore, IDisposable
{
#if DEBUG
    private const int MostInMemory = 300, FirstSize = 16;
#else
    private const int MostInMemory = 64 << 20, FirstSize = 1 << 12;
#endif

    private static long _held;                                   // bytes in memory of all spools: a hundred files take no more than one

    private byte[] _bytes = [];
    private SafeFileHandle? _file;

    /// <summary>How many there are.</summary>
    public long Length { get; private set; }

    // Where /tmp is memory, /var/tmp is the disk.
    private static string Folder =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TMPDIR")) && Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath();

    /// <summary>Says now what would otherwise be said after long work: that so many bytes will not fit.</summary>
    /// <exception cref="IOException">They will not.</exception>
    public void Expect(Int128 length)
    {
        if (length > MostInMemory && new DriveInfo(Folder).AvailableFreeSpace is var free && length > free)
            throw NoRoom($"{length} bytes are needed and {free} are free", null);
    }

    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_file is null && Interlocked.Read(ref _held) + bytes.Length > MostInMemory) MoveToDisk();
            if (_file is not null) RandomAccess.Write(_file, bytes, Length);
            else
            {
                if (Length + bytes.Length > _bytes.Length)
                    Array.Resize(ref _bytes, (int)Math.Min(MostInMemory, Math.Max(Math.Max(FirstSize, 2L * _bytes.Length), Length + bytes.Length)));
                bytes.CopyTo(_bytes.AsSpan((int)Length));
                Interlocked.Add(ref _held, bytes.Length);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(failure.Message.TrimEnd('.'), failure);
        }
        Length += bytes.Length;
    }

    /// <summary>Fills <paramref name="destination"/> from a place on; all of it has been appended.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + destination.Length, Length);
        if (_file is null) _bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        while (_file is not null && destination.Length > 0)
        {
            var count = RandomAccess.Read(_file, destination, offset);
            if (count == 0) throw new EndOfStreamException($"{source}: its temporary file has become shorter.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        Release();
    }

    private void Release()
    {
        if (_bytes.Length > 0) Interlocked.Add(ref _held, -Length);
        _bytes = [];
    }

    private void MoveToDisk()
    {
        var path = Path.Combine(Folder, $"sae-{Path.GetRandomFileName()}");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        RandomAccess.Write(_file, _bytes.AsSpan(0, (int)Length), 0);
        Release();
    }

    private IOException NoRoom(string finding, Exception? failure) =>
        new($"{source}: does not fit into the folder for temporary files, {Folder} ({finding}). Make room there, or name another folder in TMPDIR.", failure);
}

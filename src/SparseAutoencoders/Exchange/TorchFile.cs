using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders;

/// <summary>A file of torch.save: a zip archive of a pickle and of numbers, or, from before 2020, pickles with the numbers after them. Nothing in it is run.</summary>
internal static class TorchFile
{
    private const int LongestLine = 1 << 20;

    private const string WayOut = "Save the weights alone, torch.save(model.state_dict(), path), or as safetensors";

    private static readonly BigInteger OldMagic = BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    /// <summary>True if a file of torch.save can begin so; zip archives of other kinds do, too.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Zip) || head.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8a, 0x0a]);

    /// <summary>What the file holds, and its tensors by the places where they stand.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">Where it begins in the file.</param>
    /// <param name="read">Reads the numbers of a tensor in it.</param>
    /// <returns>The value that was saved.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or asks for more than plain weights do.</exception>
    public static object? Read(string path, long start, out Func<TorchArray, byte[]> read)
    {
        try
        {
            using var file = new PartStream(path, start);
            Span<byte> head = stackalloc byte[4];
            var zipped = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(Zip);
            file.Position = 0;
            return zipped ? ReadZip(path, start, file, out read) : ReadOld(path, file, out read);
        }
        catch (FormatException finding)
        {
            throw new InvalidDataException($"{path}: is a PyTorch file that is not read: {finding.Message}. {WayOut}.", finding);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw Damaged(path, failure);
        }
    }

    /// <summary>A text before the file, on a line of its own, and where the file begins then; null for none.</summary>
    public static (string Line, long Start)? LineBefore(string path)
    {
        using var file = ByteSource.Open(path);
        var head = file.Head(LongestLine);
        var end = head.AsSpan().IndexOf((byte)'\n');
        return head[0] == '{' && end > 0 && Recognises(head.AsSpan(end + 1)) ? (Encoding.UTF8.GetString(head, 0, end), end + 1) : null;
    }

    private static object? ReadZip(string path, long start, PartStream file, out Func<TorchArray, byte[]> read)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        var pickle = archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{path}: is a zip archive, but no file of torch.save: it has no data.pkl. Give the file of weights.");
        var prefix = pickle.FullName[..^"data.pkl".Length];
        var swapped = archive.GetEntry($"{prefix}byteorder") is { } order && Encoding.ASCII.GetString(Contents(path, order)) == "big";
        var value = PickleMachine.Read(Contents(path, pickle), out _);
        read = array =>
        {
            using var again = new PartStream(path, start);
            using var members = new ZipArchive(again, ZipArchiveMode.Read);
            var entry = members.GetEntry($"{prefix}data/{array.Storage.Key}") ?? throw new InvalidDataException($"{path}: lacks the numbers of a tensor. It is damaged: get or make it again.");
            return Gathered(path, array, Contents(path, entry), swapped);
        };
        return value;
    }

    // A pickle each of: a magic number, the version, sizes of numbers; then the value; then a list of its storages, whose numbers follow.
    private static object? ReadOld(string path, PartStream file, out Func<TorchArray, byte[]> read)
    {
        var bytes = new byte[Fitting(path, file.Length)];
        file.ReadExactly(bytes);
        ReadOnlyMemory<byte> rest = bytes;
        if (Next() is not double magic || magic != (double)OldMagic || Next() is not 1001L || Next() is not PickleMap sizes) throw new FormatException("it is a pickle of something else");
        var swapped = sizes["little_endian"] is false;
        var value = Next();
        if (Next() is not List<object?> keys) throw new FormatException("it does not name its numbers");
        var storages = new Dictionary<string, (int Offset, long Count)>();
        var (at, sizeOf) = (bytes.Length - rest.Length, new Dictionary<string, int>());
        CollectSizes(value, sizeOf);
        foreach (var key in keys)
        {
            if (key is not string name || !sizeOf.TryGetValue(name, out var size)) throw new FormatException("it names numbers that no tensor has");
            if (bytes.Length - at < 8) throw new FormatException("it ends too early");
            var count = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            if (count < 0 || count > (bytes.Length - at - 8) / size) throw new FormatException("it ends too early");
            storages[name] = (at + 8, count);
            at += 8 + (int)count * size;
        }
        read = array => storages.TryGetValue(array.Storage.Key, out var place) && place.Count >= array.Storage.Count
            ? Gathered(path, array, bytes.AsSpan(place.Offset, (int)array.Storage.Count * SizeOf(path, array.Storage.Type)).ToArray(), swapped)
            : throw new InvalidDataException($"{path}: lacks the numbers of a tensor. It is damaged: get or make it again.");
        return value;

        object? Next()
        {
            var next = PickleMachine.Read(rest, out var length);
            rest = rest[length..];
            return next;
        }

        void CollectSizes(object? at, Dictionary<string, int> found)
        {
            var open = new Stack<object?>([at]);
            var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
            while (open.TryPop(out var one))
            {
                if (one is null || !seen.Add(one)) continue;
                if (one is TorchArray array) found[array.Storage.Key] = SizeOf(path, array.Storage.Type);
                else if (one is PickleMap map) foreach (var entry in map.Entries) open.Push(entry.Value);
                else if (one is IReadOnlyList<object?> items) foreach (var item in items) open.Push(item);
            }
        }
    }

    private static byte[] Gathered(string path, TorchArray array, byte[] storage, bool swapped)
    {
        var size = SizeOf(path, array.Storage.Type);
        if (storage.Length / size < array.Storage.Count) throw new InvalidDataException($"{path}: is cut short: a tensor has fewer numbers than it says. Get or make it again.");
        var bytes = array.Gather(storage, size);
        if (swapped && size > 1)
            for (var i = 0; i < bytes.Length; i += size) bytes.AsSpan(i, size).Reverse();
        return bytes;
    }

    private static int SizeOf(string path, string type) => (SafetensorsNumber.Bits(type) ?? throw Damaged(path, null)) / 8;

    // torch stores members as they are: one that is packed could stand for very many bytes.
    private static byte[] Contents(string path, ZipArchiveEntry entry)
    {
        if (entry.CompressedLength != entry.Length) throw new InvalidDataException($"{path}: has packed members, which torch.save does not write. Save it again with torch.save.");
        var bytes = new byte[Fitting(path, entry.Length)];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    // What an archive claims is not what it has.
    private static int Fitting(string path, long length) =>
        length <= new FileInfo(path).Length && length <= Array.MaxLength ? (int)length : throw new InvalidDataException($"{path}: has a part of {length} bytes, more than is read at once or the file has. Save it as safetensors.");

    private static InvalidDataException Damaged(string path, Exception? failure) => new($"{path}: is a damaged or cut PyTorch file. Get or save it again with torch.save.", failure);
}

/// <summary>A file from a place on, as if it began there.</summary>
internal sealed class PartStream(string path, long start) : Stream
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = InputFile.OpenHandle(path);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Math.Max(0, RandomAccess.GetLength(_file) - start);

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(_file, buffer, start + Position);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };
        return Position = to >= 0 ? to : throw new IOException("a place before the beginning");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}

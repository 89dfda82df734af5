using System.IO.Compression;

namespace SparseAutoencoders;

/// <summary>Unpacks a gzip file and notices when it is cut short.</summary>
/// <remarks><see cref="GZipStream"/> takes the end of a file for the end of the data, wherever it comes. So a seal, one more gzip member with
/// known contents, is put behind the file: only after a complete file does it come out again as the last bytes, which are held back here.
/// That holds for files of several members too, where the length in the trailer says nothing about the whole.</remarks>
internal sealed class GzipInput : OneWayInput
{
#if DEBUG
    private const int BufferSize = 61;
#else
    private const int BufferSize = 1 << 14;
#endif
    private static ReadOnlySpan<byte> Seal => "the end."u8;

    private static readonly byte[] PackedSeal = PackSeal();

    private readonly FileStream _file;
    private readonly string _path;
    private readonly GZipStream _unpacked;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _complete;

    /// <summary>Owns <paramref name="file"/>, which stands at its beginning.</summary>
    public GzipInput(FileStream file, string path)
    {
        (_file, _path) = (file, path);
        _unpacked = new GZipStream(new Sealed(file), CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_complete && _end - _start <= Seal.Length) Fill();
        var count = Math.Min(buffer.Length, Math.Max(0, _end - _start - Seal.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Fill()
    {
        var held = _buffer.AsSpan(_start, _end - _start);
        held.CopyTo(_buffer);
        (_start, _end) = (0, held.Length);
        int count;
        try
        {
            count = _unpacked.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException)
        {
            throw UnpacksWithoutSeal() ? CutShort() : new InvalidDataException($"{_path}: is damaged: its gzip data do not unpack. Get the file again.");
        }
        _end += count;
        if (count > 0) return;
        if (!_buffer.AsSpan(0, _end).SequenceEqual(Seal)) throw CutShort();
        _complete = true;
    }

    private InvalidDataException CutShort() => new($"{_path}: is cut short: its gzip data end too early. Get the file again.");

    // Data that break off are no damage to GZipStream: only the seal behind them was.
    private bool UnpacksWithoutSeal()
    {
        _file.Position = 0;
        try
        {
            using var plain = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
            plain.CopyTo(Null);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] PackSeal()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Seal);
        return packed.ToArray();
    }

    /// <summary>The file's bytes and then the packed seal.</summary>
    private sealed class Sealed(FileStream file) : OneWayInput
    {
        private int _sealRead;

        public override int Read(Span<byte> buffer)
        {
            var count = file.Read(buffer);
            if (count > 0) return count;
            var seal = PackedSeal.AsSpan(_sealRead);
            count = Math.Min(seal.Length, buffer.Length);
            seal[..count].CopyTo(buffer);
            _sealRead += count;
            return count;
        }
    }
}

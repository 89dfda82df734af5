using System.Buffers;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Texts beside rows that were read once, one after the other; many of them are kept on the disk.</summary>
/// <param name="source">Where they come from.</param>
internal sealed class SpooledTexts(string source) : IRowTexts, IDisposable
{
#if DEBUG
    private const int BytesPerBlock = 9, TextsPerBlock = 3;
#else
    private const int BytesPerBlock = 1 << 14, TextsPerBlock = 1 << 10;
#endif

    private readonly Spool _bytes = new(source), _ends = new(source);
    private readonly byte[] _block = new byte[BytesPerBlock];
    private readonly long[] _blockEnds = new long[TextsPerBlock];
    private int _pending, _pendingEnds;

    /// <summary>Where they come from.</summary>
    public string Source => source;

    public int Count { get; private set; }

    /// <summary>The first of them can be the name of the column they stand in.</summary>
    public bool MayBeginWithName { get; init; }

    /// <summary>What was in doubt when they were read.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>Bytes of all of them.</summary>
    public long Length => _bytes.Length + _pending;

    public string this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            var begin = row == 0 ? 0 : End(row - 1);
            var length = (int)(End(row) - begin);
            if (length == 0) return "";
            var bytes = ArrayPool<byte>.Shared.Rent(length);
            _bytes.Read(begin, bytes.AsSpan(0, length));
            var text = Encoding.UTF8.GetString(bytes, 0, length);
            ArrayPool<byte>.Shared.Return(bytes);
            return text;
        }
    }

    /// <summary>The next row's text.</summary>
    /// <exception cref="InvalidDataException">There are as many as can be counted.</exception>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Add(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > _block.Length - _pending) FlushBytes();
        if (length <= _block.Length) _pending += Encoding.UTF8.GetBytes(text, _block.AsSpan(_pending));
        else _bytes.Append(Encoding.UTF8.GetBytes(text.ToArray()));
        EndText();
    }

    /// <summary>The next row's text, as UTF-8.</summary>
    /// <exception cref="InvalidDataException">There are as many as can be counted.</exception>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > _block.Length - _pending) FlushBytes();
        if (text.Length > _block.Length) _bytes.Append(text);
        else
        {
            text.CopyTo(_block.AsSpan(_pending));
            _pending += text.Length;
        }
        EndText();
    }

    /// <summary>Ends adding: now texts can be read.</summary>
    public void Complete()
    {
        FlushBytes();
        FlushEnds();
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _ends.Dispose();
    }

    private void EndText()
    {
        if (Count == int.MaxValue) throw new InvalidDataException($"{source}: holds more than {int.MaxValue} texts. Split the file.");
        if (_pendingEnds == _blockEnds.Length) FlushEnds();
        _blockEnds[_pendingEnds++] = Length;
        Count++;
    }

    private void FlushBytes()
    {
        _bytes.Append(_block.AsSpan(0, _pending));
        _pending = 0;
    }

    private void FlushEnds()
    {
        _ends.Append(MemoryMarshal.AsBytes(_blockEnds.AsSpan(0, _pendingEnds)));
        _pendingEnds = 0;
    }

    private long End(int row)
    {
        var end = 0L;
        _ends.Read((long)row * sizeof(long), MemoryMarshal.AsBytes(new Span<long>(ref end)));
        return end;
    }
}

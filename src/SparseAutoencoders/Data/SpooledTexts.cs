using System.Text;

namespace SparseAutoencoders;

/// <summary>Texts beside rows that were read once, one after the other; many of them are kept on the disk.</summary>
/// <param name="source">Where they come from.</param>
internal sealed class SpooledTexts(string source) : IRowTexts, IDisposable
{
    private readonly Spool _bytes = new(source), _ends = new(source);

    public int Count { get; private set; }

    public string this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            var begin = row == 0 ? 0 : End(row - 1);
            var bytes = new byte[End(row) - begin];
            _bytes.Read(begin, bytes);
            return Encoding.UTF8.GetString(bytes);
        }
    }

    /// <summary>The next row's text. Read it only when no more are added.</summary>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public void Add(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        _bytes.Append(bytes);
        var end = _bytes.Length;
        _ends.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in end)));
        Count++;
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _ends.Dispose();
    }

    private long End(int row)
    {
        var end = 0L;
        _ends.Read((long)row * sizeof(long), MemoryMarshal.AsBytes(new Span<long>(ref end)));
        return end;
    }
}

namespace SparseAutoencoders;

/// <summary>An array whose first size varies fastest (columns one after the other), as the bytes of its rows one after the other.</summary>
/// <remarks>Rows are made a block at a time: of each column the piece that the block's rows take. It owns the source.</remarks>
internal sealed class FortranOrder : OneWayInput
{
#if DEBUG
    private const int BytesPerBlock = 50;
#else
    private const int BytesPerBlock = 1 << 25;
#endif

    private readonly ByteSource _source;
    private readonly long _offset;
    private readonly long _rows;
    private readonly int _size;
    private readonly int[] _places;                              // where each column, in the order they are stored, stands in a row
    private readonly byte[] _block;
    private readonly byte[] _piece;
    private long _nextRow;
    private int _at;
    private int _end;

    /// <param name="source">Holds the array; its length has been checked.</param>
    /// <param name="offset">Where the numbers begin.</param>
    /// <param name="sizes">At least two, none 0; the first counts rows.</param>
    /// <param name="size">Bytes of a number: 1, 2, 4 or 8.</param>
    /// <exception cref="InvalidDataException">A row does not fit into memory.</exception>
    public FortranOrder(ByteSource source, long offset, IReadOnlyList<long> sizes, int size)
    {
        (_source, _offset, _rows, _size) = (source, offset, sizes[0], size);
        if (sizes.Skip(1).Aggregate((long)size, (product, length) => product * length) is var bytes && bytes > Array.MaxLength)
            throw new InvalidDataException($"{source.Path}: is in Fortran order, and its rows of {bytes} bytes are too long to be laid out. Save it with np.save(file, np.ascontiguousarray(a)).");
        _places = Places([.. sizes.Skip(1).Select(length => (int)length)]);
        var atOnce = (int)Math.Clamp(BytesPerBlock / ((long)_places.Length * size), 1, _rows);
        (_block, _piece) = (new byte[atOnce * _places.Length * size], new byte[atOnce * size]);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _end) Fill();
        var count = Math.Min(buffer.Length, _end - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }

    // Stored with the second size fastest, then the third; a row has its last size fastest.
    private static int[] Places(int[] sizes)
    {
        var places = new int[sizes.Aggregate(1, (product, length) => product * length)];
        var step = places.Length;
        var stored = 1;
        foreach (var length in sizes)
        {
            step /= length;
            for (var column = 0; column < places.Length; column++) places[column] += column / stored % length * step;
            stored *= length;
        }
        return places;
    }

    private void Fill()
    {
        var count = (int)Math.Min(_piece.Length / _size, _rows - _nextRow);
        var piece = _piece.AsSpan(0, count * _size);
        for (var column = 0; column < _places.Length && count > 0; column++)
        {
            _source.Read(_offset + (column * _rows + _nextRow) * _size, piece);
            if (_size == 1) Scatter<byte>(piece, _places[column]);
            else if (_size == 2) Scatter<short>(piece, _places[column]);
            else if (_size == 4) Scatter<int>(piece, _places[column]);
            else Scatter<long>(piece, _places[column]);
        }
        (_nextRow, _at, _end) = (_nextRow + count, 0, count * _size * _places.Length);
    }

    private void Scatter<TWord>(ReadOnlySpan<byte> piece, int place) where TWord : unmanaged
    {
        var words = MemoryMarshal.Cast<byte, TWord>(piece);
        var block = MemoryMarshal.Cast<byte, TWord>(_block.AsSpan());
        for (var row = 0; row < words.Length; row++) block[row * _places.Length + place] = words[row];
    }
}

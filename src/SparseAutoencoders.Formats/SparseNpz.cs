using System.Text;

namespace SparseAutoencoders.Formats;

/// <summary>A sparse array as scipy.sparse.save_npz writes it: CSR, CSC or COO. What is stored several times for one place is summed.</summary>
/// <remarks>Members of the archive: format, shape, data; indptr and indices, or row and col. Bytes are read as they are, 0 to 255: such arrays hold counts, not images.
/// CSR has its numbers row after row, and they are taken as they come. The others are shared out among ranges of rows, which are then put in order one after the other.</remarks>
internal sealed class SparseNpz : IDisposable
{
#if DEBUG
    private const int EntriesAtOnce = 5;
#else
    private const int EntriesAtOnce = 1 << 22;
#endif

    // What a few bytes may claim: a row takes its width in memory when it is read, and one that is collected a place in a list.
    private const int MostColumns = 1 << 24, MostCollectedRows = 1 << 26, MostEmptyRows = 1 << 20;

    private readonly string _path, _format;
    private readonly NpyList _values, _first, _second;           // CSR and CSC: indptr and indices; COO: row and col
    private readonly int _rows, _columns;

    private SparseNpz(string path, string format, Func<string, ByteSource?> member)
    {
        (_path, _format) = (path, format);
        NpyList? shape = null;
        try
        {
            shape = Whole("shape");
            if (shape.Count != 2) throw new InvalidDataException($"{path}: holds a sparse array of {shape.Count} sizes, and one of two is read, (rows, inputs). Save it as such.");
            (_rows, _columns) = Sizes(shape.Next(), shape.Next());
            _values = List("data");
            (_first, _second) = format == "coo" ? (Whole("row"), Whole("col")) : (Whole("indptr"), Whole("indices"));
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            shape?.Dispose();
        }

        NpyList List(string name) => NpyList.Open(member(name) ?? throw Broken($"its array {name} is missing"), name);

        NpyList Whole(string name)
        {
            var list = List(name);
            if (list.Number.IsWhole) return list;
            list.Dispose();
            throw Broken($"its array {name} holds {list.Number.Name} and not whole numbers");
        }
    }

    /// <summary>The rows, if an archive holds a sparse array.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="member">Unpacks a member; null if there is none of the name.</param>
    /// <returns>Null if it does not.</returns>
    /// <exception cref="InvalidDataException">It holds one that is not read, or not whole.</exception>
    public static SparseRows? Open(string path, Func<string, ByteSource?> member)
    {
        var format = Format(member);
        if (format is null) return null;
        if (format is not ("csr" or "csc" or "coo")) throw new InvalidDataException($"{path}: holds a sparse array in the format '{MessageText.Visible(format)}', and csr, csc and coo are read. Save it with scipy.sparse.save_npz(file, a.tocsr()).");
        using var array = new SparseNpz(path, format, member);
        var rows = new SparseRows(path, array._columns, array._values.Number);
        try
        {
            if (format == "csr") array.Take(rows);
            else array.Collect(rows);
            while (rows.Count < array._rows) rows.BeginRow();
            rows.Complete();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _values?.Dispose();
        _first?.Dispose();
        _second?.Dispose();
    }

    // A single text, of bytes or of UTF-32.
    private static string? Format(Func<string, ByteSource?> member)
    {
        const int Longest = 64;
        using var source = member("format");
        if (source is null || NpyHeader.Read(source) is not { Shape.Count: 0, Type: ['|' or '<' or '>' or '=', 'S' or 'U', ..] type } header) return null;
        var text = source.Head(header.DataOffset + Longest).AsSpan(header.DataOffset);
        return (type[1] == 'S' ? Encoding.Latin1 : new UTF32Encoding(type[0] == '>', byteOrderMark: false)).GetString(text).TrimEnd('\0');
    }

    private (int Rows, int Columns) Sizes(double rows, double columns)
    {
        var sizes = MessageText.Sizes([(long)rows, (long)columns]);
        if (rows < 1 || columns < 1) throw new InvalidDataException($"{_path}: holds no rows (its sizes are {sizes}). Give a file with rows.");
        if (rows > int.MaxValue || columns > MostColumns) throw new InvalidDataException($"{_path}: holds a sparse array of {sizes}; at most {int.MaxValue} rows of {MostColumns} numbers are read. Save fewer columns.");
        return ((int)rows, (int)columns);
    }

    /// <summary>Takes numbers that come row after row.</summary>
    private void Take(SparseRows rows)
    {
        foreach (var (row, entry) in Entries())
        {
            while (rows.Count <= row) rows.BeginRow();
            rows.Add(entry);
        }
    }

    /// <summary>Takes numbers that come in any order.</summary>
    private void Collect(SparseRows rows)
    {
        if (_values.Count > int.MaxValue || _rows > MostCollectedRows || _rows > Math.Max(MostEmptyRows, 1000 * _values.Count))
            throw new InvalidDataException($"{_path}: holds {_rows} rows and {_values.Count} numbers in the format {_format}, which are too many for it. Save it with scipy.sparse.save_npz(file, a.tocsr()).");
        var counts = new int[_rows];
        foreach (var (row, _) in Entries()) counts[row]++;
        var firsts = Ranges(counts);
        var ranges = firsts.ConvertAll(_ => new SpooledList<(int Row, SparseRows.Entry Entry)>(_path));
        try
        {
            foreach (var place in Entries()) ranges[firsts.BinarySearch(place.Row) is var found && found >= 0 ? found : ~found - 1].Add(place);
            for (var i = 0; i < ranges.Count; i++)
            {
                ranges[i].Complete();
                Sort(ranges[i], rows, counts.AsSpan(firsts[i]..(i + 1 < firsts.Count ? firsts[i + 1] : _rows)));
            }
        }
        finally
        {
            foreach (var range in ranges) range.Dispose();
        }
    }

    /// <summary>The first row of each range, as many rows as hold no more numbers than are sorted at once.</summary>
    private List<int> Ranges(int[] counts)
    {
        var (firsts, total) = (new List<int>(), 0L);
        for (var row = 0; row < counts.Length; row++)
        {
            if (counts[row] > Math.Max(EntriesAtOnce, _columns)) throw Broken($"row {row + 1} holds {counts[row]} numbers in {_columns} columns");
            total += counts[row];
            if (row > 0 && total <= EntriesAtOnce) continue;
            firsts.Add(row);
            total = counts[row];
        }
        return firsts;
    }

    private static void Sort(SpooledList<(int Row, SparseRows.Entry Entry)> range, SparseRows rows, ReadOnlySpan<int> counts)
    {
        var (first, stored, sorted) = (rows.Count, new (int Row, SparseRows.Entry Entry)[range.Count], new SparseRows.Entry[range.Count]);
        range.Read(0, stored);
        var places = new int[counts.Length];                     // where each row's next number goes
        for (var r = 1; r < places.Length; r++) places[r] = places[r - 1] + counts[r - 1];
        foreach (var (row, entry) in stored) sorted[places[row - first]++] = entry;
        var next = 0;
        foreach (var count in counts)
        {
            rows.BeginRow();
            foreach (var entry in sorted.AsSpan(next, count)) rows.Add(entry);
            next += count;
        }
    }

    /// <summary>All numbers in the order they are stored, checked.</summary>
    private IEnumerable<(int Row, SparseRows.Entry Entry)> Entries()
    {
        _values.Restart();
        _first.Restart();
        _second.Restart();
        foreach (var (row, column) in _format switch { "csr" => Compressed(_rows), "csc" => Compressed(_columns).Select(place => (place.Item2, place.Item1)), _ => Coordinates() })
        {
            if (!(row >= 0 && row < _rows && column >= 0 && column < _columns)) throw Broken($"a number stands in row {row + 1}, column {column + 1} of {_rows} rows and {_columns} columns");
            yield return ((int)row, new((int)column, _values.Next()));
        }
    }

    // Where each row's (or column's) numbers begin, and the columns (or rows) that they stand in.
    private IEnumerable<(double, double)> Compressed(int count)
    {
        if (_first.Count != count + 1L || _second.Count != _values.Count) throw Broken($"its arrays hold {_first.Count}, {_second.Count} and {_values.Count} numbers for {count}");
        var begin = _first.Next();
        if (begin != 0) throw Broken("its array indptr does not begin with 0");
        for (var outer = 0; outer < count; outer++)
        {
            var end = _first.Next();
            if (!(end >= begin && end <= _second.Count)) throw Broken($"its array indptr goes from {begin} to {end}, and there are {_second.Count} numbers");
            for (; begin < end; begin++) yield return (outer, _second.Next());
        }
    }

    private IEnumerable<(double, double)> Coordinates()
    {
        if (_first.Count != _values.Count || _second.Count != _values.Count) throw Broken($"its arrays hold {_first.Count}, {_second.Count} and {_values.Count} numbers");
        for (var i = 0L; i < _values.Count; i++) yield return (_first.Next(), _second.Next());
    }

    private InvalidDataException Broken(string finding) => new($"{_path}: holds a sparse array that is not whole: {finding}. Save it again with scipy.sparse.save_npz.");
}

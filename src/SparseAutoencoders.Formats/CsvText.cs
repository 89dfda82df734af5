using System.Buffers;

namespace SparseAutoencoders.Formats;

/// <summary>Splits text into records and cells, as RFC 4180 describes it, with what people's files hold besides: comments, other separators, any line end.</summary>
/// <remarks>Time and memory grow with the text's length alone, whatever it holds: a record of a million cells takes what a million records of one cell take.
/// (The package this replaces took their square.) No more than the record at hand is kept.</remarks>
/// <param name="text">The text.</param>
/// <param name="path">Where it comes from, for messages.</param>
/// <param name="longestRecord">Characters a record may have.</param>
internal sealed class CsvText(TextReader text, string path, int longestRecord)
{
#if DEBUG
    private const int FirstSize = 4;
#else
    private const int FirstSize = 1 << 12;
#endif

    private const char Quote = '"', Comment = '#';

    private static readonly char[] Separators = [',', '\t', ';', '|'];

    private static readonly SearchValues<char> InsideQuotes = SearchValues.Create(Quote, '\n', '\r');

    private char[] _buffer = new char[FirstSize];
    private int _start, _at, _end;               // the record at hand, the next character, and how far the buffer is filled
    private bool _ended;
    private int _nextLine = 1;
    private char _separator;
    private SearchValues<char>? _outsideQuotes;
    private (int Begin, int Length, bool Quoted, bool Doubled)[] _cells = [];

    /// <summary>Line, from 1, at which the record at hand begins.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Cells of the record at hand, at least one.</summary>
    public int Count { get; private set; }

    /// <summary>The record at hand is a line with nothing in it.</summary>
    public bool IsEmptyLine => Count == 1 && !_cells[0].Quoted && this[0].IsWhiteSpace();

    /// <summary>A cell of the record at hand, without its quotation marks.</summary>
    public ReadOnlySpan<char> this[int cell]
    {
        get
        {
            var (begin, length, _, doubled) = _cells[cell];
            var span = _buffer.AsSpan(_start + begin, length);
            return doubled ? span.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : span;
        }
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidDataException">A quotation mark has no partner, or a record is too long.</exception>
    public bool Read()
    {
        (_start, Count, Line) = (_at, 0, _nextLine);
        while (Has(0) && _buffer[_at] == Comment)
        {
            while (Has(0) && !AtLineEnd) _start = ++_at;     // a comment is not kept
            EndLine();
            (_start, Line) = (_at, _nextLine);
        }
        if (!Has(0)) return false;
        if (_outsideQuotes is null)
        {
            _separator = FindSeparator();
            _outsideQuotes = SearchValues.Create(_separator, '\n', '\r');
        }
        do
        {
            if (Has(0) && _buffer[_at] == Quote) ReadQuoted();
            else ReadPlain();
        }
        while (TakeSeparator());
        EndLine();
        return true;
    }

    private bool AtLineEnd => _buffer[_at] is '\n' or '\r';

    private void ReadPlain()
    {
        var begin = _at - _start;
        Skip(_outsideQuotes!);
        Add(begin, _at - _start, quoted: false, doubled: false);
    }

    private void ReadQuoted()
    {
        var begin = ++_at - _start;
        var doubled = false;
        while (true)
        {
            Skip(InsideQuotes);
            if (!Has(0)) throw Unfit("one is not closed");
            if (AtLineEnd)
            {
                EndLine();
                continue;
            }
            _at++;
            if (!Has(0) || _buffer[_at] != Quote) break;
            doubled = true;
            _at++;
        }
        Add(begin, _at - 1 - _start, quoted: true, doubled);
        if (Has(0) && !AtLineEnd && _buffer[_at] != _separator) throw Unfit("a cell goes on behind its closing one");
    }

    private void Add(int begin, int end, bool quoted, bool doubled)
    {
        if (Count == _cells.Length) Array.Resize(ref _cells, Math.Max(4, 2 * Count));
        _cells[Count++] = (begin, end - begin, quoted, doubled);
    }

    private bool TakeSeparator()
    {
        if (!Has(0) || _buffer[_at] != _separator) return false;
        _at++;
        return true;
    }

    // Nothing where the text ends without a line end.
    private void EndLine()
    {
        if (!Has(0)) return;
        if (_buffer[_at++] == '\r' && Has(0) && _buffer[_at] == '\n') _at++;
        _nextLine++;
    }

    /// <summary>The separator that the first record holds most of.</summary>
    private char FindSeparator()
    {
        var counts = new int[Separators.Length];
        var quoted = false;
        for (var ahead = 0; Has(ahead) && (quoted || _buffer[_at + ahead] is not ('\n' or '\r')); ahead++)
        {
            var c = _buffer[_at + ahead];
            if (c == Quote) quoted = !quoted;
            else if (!quoted && Array.IndexOf(Separators, c) is >= 0 and var which) counts[which]++;
        }
        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private void Skip(SearchValues<char> to)
    {
        int found;
        while ((found = _buffer.AsSpan(_at, _end - _at).IndexOfAny(to)) < 0)
        {
            _at = _end;
            if (!Fill()) return;
        }
        _at += found;
    }

    /// <summary>True if there is a character so far ahead; it is in the buffer then.</summary>
    private bool Has(int ahead)
    {
        while (_at + ahead >= _end)
            if (!Fill()) return false;
        return true;
    }

    private bool Fill()
    {
        if (_end == _buffer.Length) MakeRoom();
        if (!_ended)
        {
            var count = text.Read(_buffer, _end, _buffer.Length - _end);
            _end += count;
            _ended = count == 0;
        }
        return !_ended;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > longestRecord)
            throw new InvalidDataException($"{path}, line {Line}: is longer than {longestRecord} characters, or a quotation mark is not closed. Check that line.");
        var buffer = held > _buffer.Length / 2 && _buffer.Length <= longestRecord ? new char[(int)Math.Min(2L * _buffer.Length, longestRecord + 1L)] : _buffer;
        Array.Copy(_buffer, _start, buffer, 0, held);
        (_buffer, _at, _start, _end) = (buffer, _at - _start, 0, held);
    }

    private InvalidDataException Unfit(string finding) =>
        new($"{path}, line {Line}: its quotation marks do not fit ({finding}). Close each one, and write one inside a quoted cell twice.");
}

using System.Buffers;

namespace SparseAutoencoders.Formats;

/// <summary>Splits text into records and cells, as RFC 4180 describes it, with what people's files hold besides: comments on top, other separators, blanks
/// around quoted cells, any line end.</summary>
/// <remarks>Time and memory grow with the text's length alone, whatever it holds: a record of a million cells takes what a million records of one cell take.
/// (The package this replaces took their square.) No more than the record at hand is kept, and what a sample holds.</remarks>
internal sealed class CsvText
{
#if DEBUG
    private const int FirstSize = 4;
#else
    private const int FirstSize = 1 << 12;
#endif

    // What is looked at to see how a file is written: more characters only until there are a few lines, and very many only until there are two.
    private const int SampleLines = 100, SampleLength = 1 << 16, FewLines = 4, LongSample = 1 << 22, LeastLines = 2;

    private const char Quote = '"', Mark = '#';

    private static readonly SearchValues<char> InsideQuotes = SearchValues.Create(Quote, '\n', '\r');

    private readonly TextReader _text;
    private readonly string _path;
    private readonly int _longestRecord, _begin;
    private readonly bool _comments;
    private char[] _buffer;
    private int _start, _at, _end;               // the record at hand, the next character, and how far the buffer is filled
    private bool _ended, _onTop;
    private int _nextLine = 1;
    private CsvDialect _dialect = new(',');
    private SearchValues<char> _outsideQuotes = SearchValues.Create(',', '\n', '\r');
    private (int Begin, int Length, bool Quoted, bool Doubled)[] _cells = [];

    /// <param name="text">The text.</param>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <param name="longestRecord">Characters a record may have.</param>
    /// <param name="comments">Lines on top that begin with # may be no records.</param>
    public CsvText(TextReader text, string path, int longestRecord, bool comments = true) =>
        (_text, _path, _longestRecord, _buffer, _comments, _onTop) = (text, path, longestRecord, new char[FirstSize], comments, comments);

    private CsvText(CsvText source, int length) : this(TextReader.Null, source._path, int.MaxValue, source._comments) =>
        (_buffer, _begin, _at, _end, _ended) = (source._buffer, source._at, source._at, source._at + length, true);

    /// <summary>How cells are told apart. It is set before the first record is read.</summary>
    public CsvDialect Dialect
    {
        get => _dialect;
        set => (_dialect, _outsideQuotes) = (value, value.IsBlanks ? SearchValues.Create(' ', '\t', '\n', '\r') : SearchValues.Create(value.Separator, '\n', '\r'));
    }

    /// <summary>Line, from 1, at which the record at hand begins.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Cells of the record at hand, at least one.</summary>
    public int Count { get; private set; }

    /// <summary>The record at hand holds nothing: an empty line, or separators alone.</summary>
    public bool IsEmpty
    {
        get
        {
            for (var cell = 0; cell < Count; cell++)
                if ((_cells[cell].Quoted && Count == 1) || !this[cell].IsWhiteSpace()) return false;
            return true;
        }
    }

    /// <summary>The last cell of the record at hand stands for nothing: the record ends with a separator.</summary>
    public bool EndsWithSeparator => Count > 1 && !_cells[Count - 1].Quoted && _cells[Count - 1].Length == 0;

    /// <summary>A cell of the record at hand stands in quotation marks.</summary>
    public bool IsQuoted(int cell) => _cells[cell].Quoted;

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

    /// <summary>The lines that come next, to be looked at before they are read. They stay only until this text goes on.</summary>
    public CsvText Sample()
    {
        var (length, whole, lines, quoted) = (0, 0, 0, false);
        var comment = Has(0) && _buffer[_at] == Mark;
        while (length < _longestRecord && lines < SampleLines && (length < SampleLength || (lines < FewLines && length < LongSample) || lines < LeastLines) && Has(length))
        {
            var c = _buffer[_at + length++];
            if (c == Quote && !comment) quoted = !quoted;
            if (quoted || c is not ('\n' or '\r')) continue;
            var next = Has(length) ? _buffer[_at + length] : default;
            if (c == '\r' && next == '\n') continue;
            (lines, whole, comment) = (lines + 1, length, next == Mark);
        }
        var isTooLong = whole == 0 && length >= _longestRecord;
        return new CsvText(this, isTooLong || (Has(length) && whole > 0) ? whole : length);
    }

    /// <summary>Begins a sample anew, its cells told apart in another way.</summary>
    public CsvText Restart(CsvDialect dialect)
    {
        (_start, _at, _nextLine, _onTop, Dialect) = (_begin, _begin, 1, _comments, dialect);
        return this;
    }

    /// <summary>Goes to the next record of a sample, which may end within one.</summary>
    /// <returns>False if there is no whole one.</returns>
    public bool TryRead()
    {
        try
        {
            return Read();
        }
        catch (InvalidDataException)                             // where the file itself is wrong, reading it says so
        {
            return false;
        }
    }

    /// <summary>The line that comes next, without its end.</summary>
    public ReadOnlySpan<char> NextLine
    {
        get
        {
            var length = 0;
            while (Has(length) && _buffer[_at + length] is not ('\n' or '\r')) length++;
            return _buffer.AsSpan(_at, length);
        }
    }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidDataException">A quotation mark has no partner, or a record is too long.</exception>
    public bool Read()
    {
        (_start, Count, Line) = (_at, 0, _nextLine);
        while (_onTop && Has(0))
        {
            var line = NextLine;
            var length = line.Length;
            if (!_dialect.PassesOver(line, Line) && !(CsvDialect.IsRemark(line) && IsMarkBehind(length)))
            {
                if (_dialect.IsMarkedHeader(line)) _start = ++_at;
                break;
            }
            _at += length;
            EndLine();
            (_start, Line) = (_at, _nextLine);
        }
        _onTop = false;
        if (!Has(0)) return false;
        do
        {
            SkipBlanks();
            if (Has(0) && _buffer[_at] == Quote) ReadQuoted();
            else ReadPlain();
        }
        while (TakeSeparator());
        EndLine();
        return true;
    }

    /// <summary>The line behind so many characters begins with a mark, too.</summary>
    private bool IsMarkBehind(int length)
    {
        if (!Has(length)) return false;
        if (_buffer[_at + length] == '\r' && Has(length + 1) && _buffer[_at + length + 1] == '\n') length++;
        return Has(length + 1) && _buffer[_at + length + 1] == Mark;
    }

    private bool AtLineEnd => _buffer[_at] is '\n' or '\r';

    private bool AtBlank => Has(0) && _buffer[_at] is ' ' or '\t' && (_dialect.IsBlanks || _buffer[_at] != _dialect.Separator);

    private void SkipBlanks()
    {
        while (AtBlank) _at++;
    }

    private void ReadPlain()
    {
        var begin = _at - _start;
        Skip(_outsideQuotes);
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
        if (!_dialect.IsBlanks) SkipBlanks();
        if (Has(0) && !AtLineEnd && !AtBlank && _buffer[_at] != _dialect.Separator) throw Unfit("a cell goes on behind its closing one");
    }

    private void Add(int begin, int end, bool quoted, bool doubled)
    {
        if (Count == _cells.Length) Array.Resize(ref _cells, Math.Max(4, 2 * Count));
        _cells[Count++] = (begin, end - begin, quoted, doubled);
    }

    // Blanks at the end of a line separate nothing.
    private bool TakeSeparator()
    {
        if (_dialect.IsBlanks)
        {
            SkipBlanks();
            return Has(0) && !AtLineEnd;
        }
        if (!Has(0) || _buffer[_at] != _dialect.Separator) return false;
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
        if (_ended) return false;
        if (_end == _buffer.Length) MakeRoom();
        var count = _text.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _ended = count == 0;
        return !_ended;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > _longestRecord)
            throw new InvalidDataException($"{_path}, line {Line}: is longer than {_longestRecord} characters, or a quotation mark is not closed. Check that line.");
        var buffer = held > _buffer.Length / 2 && _buffer.Length <= _longestRecord ? new char[(int)Math.Min(2L * _buffer.Length, _longestRecord + 1L)] : _buffer;
        Array.Copy(_buffer, _start, buffer, 0, held);
        (_buffer, _at, _start, _end) = (buffer, _at - _start, 0, held);
    }

    private InvalidDataException Unfit(string finding) =>
        new($"{_path}, line {Line}: its quotation marks do not fit ({finding}). Close each one, and write one inside a quoted cell twice.");
}

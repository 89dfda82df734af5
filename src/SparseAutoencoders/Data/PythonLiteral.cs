using System.Text;

namespace SparseAutoencoders;

/// <summary>Reads the few Python literals an NPY header is made of: dictionaries, tuples, lists, strings, whole numbers, True, False, None.</summary>
/// <remarks>They become <see cref="Dictionary{TKey,TValue}"/> with texts as keys, <c>List&lt;object?&gt;</c>, <see cref="string"/>, <see cref="long"/>,
/// <see cref="bool"/> and null. Any bytes may come in: what is no literal throws <see cref="FormatException"/>, nesting is limited.</remarks>
internal ref struct PythonLiteral
{
    private const int DeepestNesting = 16;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads the one literal that the text holds, with white space around it.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static object? Parse(ReadOnlySpan<char> text)
    {
        var parser = new PythonLiteral(text);
        var value = parser.Value(0);
        if (parser.Peek() != '\0' || parser._at < text.Length) throw parser.Unexpected();
        return value;
    }

    private object? Value(int depth)
    {
        if (depth > DeepestNesting) throw new FormatException("it is nested too deeply");
        var c = Peek();
        return c switch
        {
            '{' => Dictionary(depth),
            '(' => Tuple(depth),
            '[' => Items(depth, ']', out _),
            '\'' or '"' => Text(),
            '-' or '+' or (>= '0' and <= '9') => Number(),
            _ => Word(),
        };
    }

    private Dictionary<string, object?> Dictionary(int depth)
    {
        _at++;
        var entries = new Dictionary<string, object?>();
        while (!Take('}'))
        {
            if (Value(depth + 1) is not string key) throw new FormatException("a key is no text");
            if (!Take(':')) throw Unexpected();
            if (!entries.TryAdd(key, Value(depth + 1))) throw new FormatException($"the key '{MessageText.Visible(key)}' stands there twice");
            if (!Take(',') && Peek() != '}') throw Unexpected();
        }
        return entries;
    }

    // (1) is the number one in brackets, (1,) is a tuple.
    private object? Tuple(int depth)
    {
        var items = Items(depth, ')', out var comma);
        return items.Count == 1 && !comma ? items[0] : items;
    }

    private List<object?> Items(int depth, char end, out bool comma)
    {
        _at++;
        comma = false;
        var items = new List<object?>();
        while (!Take(end))
        {
            items.Add(Value(depth + 1));
            if (Take(',')) comma = true;
            else if (Peek() != end) throw Unexpected();
        }
        return items;
    }

    private string Text()
    {
        var quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == quote) return text.ToString();
            if (c == '\\' && _at < _text.Length) c = _text[_at++];
            text.Append(c);
        }
        throw new FormatException("a text has no end");
    }

    private long Number()
    {
        var start = _at++;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
        if (!long.TryParse(_text[start.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new FormatException($"'{MessageText.Visible(_text[start.._at])}' is not a number that fits");
        if (_at < _text.Length && _text[_at] == 'L') _at++;     // Python 2 wrote long numbers so
        return number;
    }

    private object? Word()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at])) _at++;
        var word = _text[start.._at];
        if (_at < _text.Length && _text[_at] is '\'' or '"' && word is "u" or "b") return Text();
        return word switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            _ => throw Unexpected(),
        };
    }

    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Take(char c)
    {
        if (Peek() != c || _at >= _text.Length) return false;
        _at++;
        return true;
    }

    private readonly FormatException Unexpected() =>
        new(_at < _text.Length ? $"'{MessageText.Visible(_text[_at..], 12)}' was not expected" : "it ends too early");
}

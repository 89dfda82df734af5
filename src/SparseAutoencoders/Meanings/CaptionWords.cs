namespace SparseAutoencoders;

/// <summary>The words of many captions: a number each, and of each row those that it holds.</summary>
internal sealed class CaptionWords
{
    // In running text, words that so many captions hold say nothing of any: stop words of whatever language.
    private const double MostFrequent = 0.1, RunningText = 4;

    private readonly List<string> _words = [];
    private readonly int[] _starts;
    private readonly int[] _places;
    private readonly int[] _counts;
    private readonly int _rows;

    /// <param name="captions">One for each row.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public CaptionWords(IRowTexts captions, CancellationToken cancellation)
    {
        _rows = captions.Count;
        _starts = new int[_rows + 1];
        var (numbers, places, counts) = (new Dictionary<string, int>(), new List<int>(), new List<int>());
        for (var row = 0; row < _rows; row++)
        {
            if (row % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            foreach (var word in WordSplitter.Of(captions[row]))
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, word, out var known);
                if (!known)
                {
                    number = counts.Count;
                    _words.Add(word);
                    counts.Add(0);
                }
                if (places.IndexOf(number, _starts[row]) >= 0) continue;
                places.Add(number);
                counts[number]++;
            }
            _starts[row + 1] = places.Count;
        }
        (_places, _counts) = ([.. places], [.. counts]);
        Mentions = _places.Length;
        if (Mentions > RunningText * _rows) MostRows = (int)(MostFrequent * _rows);
    }

    /// <summary>Captions.</summary>
    public int Rows => _rows;

    /// <summary>Different words.</summary>
    public int Count => _counts.Length;

    /// <summary>Words over all rows, each counted once a row.</summary>
    public long Mentions { get; }

    /// <summary>Rows that a word may be in and still tell something.</summary>
    public int MostRows { get; } = int.MaxValue;

    /// <summary>Rows with a word.</summary>
    public int RowsWith(int word) => _counts[word];

    /// <summary>A word itself.</summary>
    public string this[int word] => _words[word];

    /// <summary>The words of a row, each once.</summary>
    public ReadOnlySpan<int> Of(int row) => _places.AsSpan(_starts[row].._starts[row + 1]);
}

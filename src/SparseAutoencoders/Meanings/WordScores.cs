namespace SparseAutoencoders;

/// <summary>Words that stand out in the captions of some rows against all captions.</summary>
/// <remarks>Log-odds ratio with an informative Dirichlet prior, divided by its standard deviation. Source: Monroe, Colaresi and Quinn, "Fightin' Words: Lexical Feature Selection and
/// Evaluation for Identifying the Content of Political Conflict" (2008), equations 15, 16, 22. A word counts once a row; a row counts by the unit's activation, the largest as one.
/// The prior is what all captions hold, worth <see cref="PriorMentions"/> words.</remarks>
internal sealed class WordScores(CaptionWords words)
{
    // As many words as a few captions have: what is seen in two rows alone does not come first.
    private const double PriorMentions = 100;

    // Standard deviations from which on a word stands out.
    private const double LeastScore = 2;

    // Rows a word must be in.
    private const int LeastRows = 2;

    private readonly double[] _weights = new double[words.Count];
    private readonly int[] _rows = new int[words.Count];
    private readonly List<int> _touched = [];

    /// <param name="rows">Rows on which the unit is active.</param>
    /// <param name="values">Its activations there, above 0.</param>
    /// <param name="count">Most words wanted.</param>
    /// <returns>The clearest first; of equally clear ones the first in the alphabet.</returns>
    public IReadOnlyList<UnitWord> Of(ReadOnlySpan<int> rows, ReadOnlySpan<float> values, int count)
    {
        if (rows.IsEmpty || words.Mentions == 0 || count == 0) return [];
        var (largest, own) = (0f, 0.0);
        foreach (var value in values) largest = Math.Max(largest, value);
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = (double)values[i] / largest;
            foreach (var word in words.Of(rows[i]))
            {
                if (_rows[word]++ == 0) _touched.Add(word);
                _weights[word] += weight;
                own += weight;
            }
        }
        var (found, rest) = (new List<UnitWord>(), words.Mentions - own);
        foreach (var word in _touched)
        {
            if (_rows[word] >= LeastRows && words.RowsWith(word) <= words.MostRows)
            {
                var prior = PriorMentions * words.RowsWith(word) / words.Mentions;
                var (here, there) = (_weights[word] + prior, words.RowsWith(word) - _weights[word] + prior);
                var odds = Math.Log(here / (own + PriorMentions - here)) - Math.Log(there / (rest + PriorMentions - there));
                var score = odds / Math.Sqrt(1 / here + 1 / there);
                if (score >= LeastScore) found.Add(new(words[word], score, odds, (double)_rows[word] / rows.Length, (double)words.RowsWith(word) / words.Rows));
            }
            (_rows[word], _weights[word]) = (0, 0);
        }
        _touched.Clear();
        return [.. found.OrderByDescending(word => word.Score).ThenBy(word => word.Word, StringComparer.Ordinal).Take(count)];
    }
}

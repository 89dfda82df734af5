using System.Text.RegularExpressions;

namespace Meanings;

/// <summary>How well words tell the rows on which a feature is active: found on every second row, judged on the others by the area under the ROC curve.</summary>
/// <remarks>A row's score is the mean over its words of their log-odds ratios, active rows against all others, with a Dirichlet prior worth 3,000 words (as many as 300 definitions) spread as all texts
/// spread theirs. An active row counts by its score among the feature's, the largest as one. As many words speak against a feature as for it, so all of them count, not only those that stand out.</remarks>
internal sealed partial class WordsTell
{
    private const double Prior = 3000;

    // A feature must be active on so many rows of both halves, or there is nothing to be found or judged.
    private const int FewestRows = 3;

    private readonly int[][] _words;                             // of each row, each once
    private readonly int[] _counts;                              // rows of the first half with a word
    private readonly double _mentions;

    /// <param name="texts">One a row.</param>
    public WordsTell(IReadOnlyList<string> texts)
    {
        var numbers = new Dictionary<string, int>();
        _words = [.. texts.Select(text => Word().Matches(text.ToLowerInvariant()).Select(match => Number(match.Value)).Distinct().ToArray())];
        _counts = new int[numbers.Count];
        for (var row = 0; row < _words.Length; row += 2)
            foreach (var word in _words[row]) _counts[word]++;
        _mentions = _counts.Sum(count => (double)count);

        int Number(string word)
        {
            if (!numbers.TryGetValue(word, out var number)) numbers[word] = number = numbers.Count;
            return number;
        }
    }

    /// <summary>Median over features that are active on rows of both halves; NaN where there is none.</summary>
    /// <param name="features">Of all rows; no score is negative.</param>
    /// <param name="most">Only so many rows of each feature, the strongest; the others are then as those on which it is not active.</param>
    public double Median(Features features, int most = int.MaxValue)
    {
        var found = new double[features.Count];
        Parallel.For(0, features.Count, feature => found[feature] = Auc(Strongest(features.Of(feature), most)));
        double[] live = [.. found.Where(auc => !double.IsNaN(auc)).Order()];
        return live.Length == 0 ? double.NaN : live[live.Length / 2];
    }

    private static (int[] Rows, float[] Scores) Strongest((int[] Rows, float[] Scores) feature, int most)
    {
        if (feature.Rows.Length <= most) return feature;
        int[] strongest = [.. Enumerable.Range(0, feature.Rows.Length).OrderBy(i => feature.Scores[i]).TakeLast(most)];   // of equal ones the last
        return ([.. strongest.Select(i => feature.Rows[i])], [.. strongest.Select(i => feature.Scores[i])]);
    }

    private double Auc((int[] Rows, float[] Scores) feature)
    {
        var (active, weights, own) = (new bool[_words.Length], new double[_counts.Length], 0.0);
        if (feature.Scores.Any(score => !(score >= 0))) throw new ArgumentException("A row counts by its score, and one of these is negative or not a number.", nameof(feature));
        var largest = feature.Scores.DefaultIfEmpty().Max();
        for (var i = 0; i < feature.Rows.Length; i++)
        {
            var row = feature.Rows[i];
            active[row] = true;
            if (row % 2 == 1) continue;
            foreach (var word in _words[row]) weights[word] += (double)feature.Scores[i] / largest;
            own += _words[row].Length * ((double)feature.Scores[i] / largest);
        }
        var (ours, all) = (Enumerable.Range(0, active.Length).Count(row => row % 2 == 1 && active[row]), active.Length / 2);
        if (ours < FewestRows || feature.Rows.Length - ours < FewestRows || ours == all) return double.NaN;
        var odds = new double[weights.Length];
        for (var word = 0; word < odds.Length; word++)
        {
            if (_counts[word] == 0) continue;
            var prior = Prior * _counts[word] / _mentions;
            var (here, there) = (weights[word] + prior, _counts[word] - weights[word] + prior);
            odds[word] = Math.Log(here / (own + Prior - here)) - Math.Log(there / (_mentions - own + Prior - there));
        }
        var scores = new double[all];
        var rows = new int[all];
        for (var i = 0; i < all; i++) (rows[i], scores[i]) = (2 * i + 1, _words[2 * i + 1] is { Length: > 0 } words ? words.Average(word => odds[word]) : 0);
        Array.Sort(scores, rows);
        var ranks = 0.0;
        for (var begin = 0; begin < all;)
        {
            var end = begin;
            while (end < all && scores[end] == scores[begin]) end++;
            for (var i = begin; i < end; i++) ranks += active[rows[i]] ? (begin + 1 + end) / 2.0 : 0;
            begin = end;
        }
        return (ranks - ours * (ours + 1.0) / 2) / ((double)ours * (all - ours));
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*")]
    private static partial Regex Word();
}

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Finds rows by words of their captions and by their label. All captions are read, each time others are asked for: of 100,000 that takes less than the page takes to draw.</summary>
/// <remarks>Memory: the numbers of the rows that were found last.</remarks>
/// <param name="rows">The rows.</param>
internal sealed class RowSearch(IRows rows)
{
    /// <summary>Of as many labels one can be chosen from a list; where there are more, one is written.</summary>
    public const int MostListed = 200;

    private const int Kept = 4;             // rows that are found are gone through page by page

    private readonly LastAnswers<(string Words, string Label), IReadOnlyList<int>> _found = new(Kept);
    private readonly Lazy<IReadOnlyList<KeyValuePair<string, int>>> _labels = new(() => Listed(rows.Labels));

    /// <summary>There are captions to look for words in.</summary>
    public bool HasCaptions => rows.Captions is not null;

    /// <summary>There are labels.</summary>
    public bool HasLabels => rows.Labels is not null;

    /// <summary>The labels with the number of rows that have each, in order; empty where there are too many to be listed.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Labels => _labels.Value;

    /// <summary>Rows whose caption holds all the words, in whatever letters, and whose label is the one asked for; null if nothing is asked for.</summary>
    public IReadOnlyList<int>? Find(RowQuery query)
    {
        var (words, label) = (HasCaptions ? query.Words : "", HasLabels ? query.Label : "");
        return words.Length == 0 && label.Length == 0 ? null : _found.Of((words, label), () => Scan(words, label));
    }

    /// <summary>True if a text holds all these words, as they stand in it or within longer ones, in whatever letters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words, with spaces between them.</param>
    public static bool Holds(string text, string words) => Holds(text, Split(words));

    private int[] Scan(string words, string label)
    {
        var parts = Split(words);
        return [.. Enumerable.Range(0, rows.Count).Where(row => (label.Length == 0 || rows.Labels![row] == label) && (parts.Length == 0 || Holds(rows.Captions![row], parts)))];
    }

    internal static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool Holds(string text, string[] words) => Array.TrueForAll(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<KeyValuePair<string, int>> Listed(IRowTexts? labels)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < (labels?.Count ?? 0); row++)
        {
            var label = labels![row];
            if (label.Length == 0) continue;
            counts[label] = counts.GetValueOrDefault(label) + 1;
            if (counts.Count > MostListed) return [];
        }
        return [.. counts.OrderBy(label => label.Key, LabelOrder.Instance)];
    }
}

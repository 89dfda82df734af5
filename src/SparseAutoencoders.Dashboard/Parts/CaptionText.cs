using System.Globalization;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Parts of captions: as much as there is room for, and which of their words are to be seen first.</summary>
internal static class CaptionText
{
    /// <summary>Characters of a caption on a tile: more than its lines hold.</summary>
    public const int OnTile = 300;

    /// <summary>The same in a file, which holds all of them.</summary>
    public const int InFile = 200;

    /// <summary>Characters of a label.</summary>
    public const int OfLabel = 80;

    private const int Before = 60;              // characters kept before the first marked word

    /// <summary>The beginning of a text, ended by an ellipsis where more follows. No letter is cut from its accents.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        while (length > 0 && !IsBoundary(text, length)) length--;
        return text[..length].TrimEnd() + "…";
    }

    /// <summary>Finds where a text has one of these words, whole and in whatever letters.</summary>
    public static Func<string, IReadOnlyList<Range>> Whole(IEnumerable<string> words) => Finder([.. words], whole: true);

    /// <summary>Finds where a text has one of these parts, within words too, in whatever letters.</summary>
    public static Func<string, IReadOnlyList<Range>> Within(IEnumerable<string> parts) => Finder([.. parts], whole: false);

    /// <summary>A text in parts, some of them marked; where the first of these comes late, it begins near there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="marks">What is marked, in order; null for nothing.</param>
    /// <param name="length">Characters there is room for.</param>
    public static IReadOnlyList<(string Text, bool Marked)> Runs(string text, Func<string, IReadOnlyList<Range>>? marks, int length)
    {
        if (marks?.Invoke(text) is not [var first, ..] marked) return [(Cut(text, length), false)];
        var start = 0;
        if (first.Start.Value > length / 2)
        {
            start = first.Start.Value - Before;
            while (start < first.Start.Value && !char.IsWhiteSpace(text[start])) start++;
        }
        var end = Math.Min(text.Length, start + length);
        while (end < text.Length && end > start && !IsBoundary(text, end)) end--;
        var runs = new List<(string Text, bool Marked)>();
        if (start > 0) runs.Add(("…", false));
        var at = start;
        foreach (var (from, to) in marked.Select(range => (range.Start.Value, range.End.Value)).Where(range => range.Item1 >= start && range.Item2 <= end))
        {
            if (from > at) runs.Add((text[at..from], false));
            runs.Add((text[from..to], true));
            at = to;
        }
        if (end > at) runs.Add((text[at..end], false));
        if (end < text.Length) runs.Add(("…", false));
        return runs;
    }

    private static Func<string, IReadOnlyList<Range>> Finder(string[] words, bool whole) => text =>
    {
        var found = new List<(int Start, int End)>();
        foreach (var word in words.Where(word => word.Length > 0))
        {
            for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = at + 1 < text.Length ? text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase) : -1)
                if (!whole || IsWhole(text, at, at + word.Length)) found.Add((at, at + word.Length));
        }
        var (marked, end) = (new List<Range>(), 0);
        foreach (var (from, to) in found.OrderBy(place => place.Start).ThenByDescending(place => place.End))
        {
            if (from < end) continue;
            marked.Add(from..to);
            end = to;
        }
        return marked;
    };

    // As units' words are split: letters and digits, with the marks, apostrophes and hyphens within them. Scripts that put no blanks between words have no such ends.
    private static bool IsWhole(string text, int from, int to) => IsUnspaced(text[from]) || !((from > 0 && IsPart(text, from - 1)) || (to < text.Length && IsPart(text, to)));

    private static bool IsPart(string text, int at) => IsLetter(text[at]) ? !IsUnspaced(text[at]) : text[at] is '\'' or '’' or '-' && at > 0 && at + 1 < text.Length && IsLetter(text[at - 1]) && IsLetter(text[at + 1]);

    private static bool IsUnspaced(char c) => c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u4dbf') or (>= '\u4e00' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') or (>= '\u0e00' and <= '\u0eff') or (>= '\u1000' and <= '\u109f') or (>= '\u1780' and <= '\u17ff');

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsBoundary(string text, int at) => !char.IsLowSurrogate(text[at]) && text[at] is not ('\u200d' or '\ufe0f') && text[at - 1] != '\u200d'
        && char.GetUnicodeCategory(text[at]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}

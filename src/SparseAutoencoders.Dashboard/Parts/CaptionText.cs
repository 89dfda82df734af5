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

    /// <summary>Finds where a text has one of these words, in whatever letters.</summary>
    public static Func<string, IReadOnlyList<Range>> Whole(IEnumerable<string> words)
    {
        var known = new HashSet<string>(words, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        return text => [.. Tokens(text).Where(token => known.Contains(text.AsSpan()[token]))];
    }

    /// <summary>Finds where a text has one of these parts, within words too, in whatever letters.</summary>
    public static Func<string, IReadOnlyList<Range>> Within(IEnumerable<string> parts)
    {
        string[] known = [.. parts];
        return text =>
        {
            var found = new List<Range>();
            for (var at = 0; at < text.Length;)
            {
                var next = known.Select(part => (Place: text.IndexOf(part, at, StringComparison.OrdinalIgnoreCase), part.Length)).Where(part => part.Place >= 0).OrderBy(part => part.Place).ThenByDescending(part => part.Length).FirstOrDefault((-1, 0));
                if (next.Item1 < 0) break;
                found.Add(next.Item1..(next.Item1 + next.Item2));
                at = next.Item1 + next.Item2;
            }
            return found;
        };
    }

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

    // Letters and digits side by side, with the marks and apostrophes within them.
    private static IEnumerable<Range> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!IsLetter(text[at])) { at++; continue; }
            var end = at + 1;
            while (end < text.Length && (IsLetter(text[end]) || (text[end] is '\'' or '’' && end + 1 < text.Length && IsLetter(text[end + 1])))) end++;
            yield return at..end;
            at = end;
        }
    }

    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsBoundary(string text, int at) => !char.IsLowSurrogate(text[at]) && text[at] is not ('\u200d' or '\ufe0f') && text[at - 1] != '\u200d'
        && char.GetUnicodeCategory(text[at]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}

using System.Text;

namespace SparseAutoencoders;

/// <summary>Splits texts into words: runs of letters, marks and digits, in lower case. Chinese, Japanese and other scripts that put no blanks between words give every pair of neighbouring signs.</summary>
internal static class WordSplitter
{
    private const int Longest = 60;

    /// <summary>The words of a text, in order.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        Rune? before = null;                                     // of a run without blanks
        var pairs = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnspaced(rune))
            {
                if (before is { } alone && pairs == 0) yield return alone.ToString();
                (before, pairs) = (null, 0);
                if (IsPart(rune, word.Length > 0))
                {
                    word.Append(Rune.ToLowerInvariant(rune));
                    continue;
                }
            }
            if (Taken(word) is { } whole) yield return whole;
            if (!IsUnspaced(rune)) continue;
            if (before is { } other)
            {
                pairs++;
                yield return $"{other}{rune}";
            }
            before = rune;
        }
        if (before is { } last && pairs == 0) yield return last.ToString();
        if (Taken(word) is { } end) yield return end;
    }

    private static string? Taken(StringBuilder word)
    {
        var text = word.ToString().TrimEnd('\'', '’', '-');
        word.Clear();
        return text.Length is > 0 and <= Longest ? text : null;
    }

    // "don't" and "well-known" are one word each.
    private static bool IsPart(Rune rune, bool inside) => Rune.IsLetterOrDigit(rune)
        || (inside && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark || rune.Value is '\'' or '’' or '-'));

    // Han, kana, Thai, Lao, Burmese, Khmer.
    private static bool IsUnspaced(Rune rune) =>
        rune.Value is >= 0x3040 and <= 0x30ff or >= 0x3400 and <= 0x4dbf or >= 0x4e00 and <= 0x9fff or >= 0xf900 and <= 0xfaff or >= 0x20000 and <= 0x3ffff
            or >= 0x0e00 and <= 0x0eff or >= 0x1000 and <= 0x109f or >= 0x1780 and <= 0x17ff;
}

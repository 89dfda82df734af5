using System.Buffers;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Makes text from a file fit to stand in a one-line message.</summary>
/// <remarks>In messages, what C# calls something stands between backticks: a setting (`HiddenUnits`), an options type or a value. A user's own backtick is shown otherwise.</remarks>
public static class MessageText
{
    /// <summary>The text with control characters made visible (<c>\n</c>, <c>\u0007</c>), ended by an ellipsis where it is too long.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="limit">Characters of <paramref name="text"/> that are kept.</param>
    public static string Visible(ReadOnlySpan<char> text, int limit = 40)
    {
        var shown = new StringBuilder();
        var kept = text[..Math.Min(text.Length, limit)];
        if (kept.Length < text.Length && kept.Length > 0 && char.IsHighSurrogate(kept[^1])) kept = kept[..^1];
        while (!kept.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf16(kept, out var rune, out var length) == OperationStatus.Done;
            var sign = kept[..length];
            var c = sign[0];
            kept = kept[length..];
            if (c == '\n') shown.Append("\\n");
            else if (c == '\r') shown.Append("\\r");
            else if (c == '\t') shown.Append("\\t");
            else if (c == '`' || !whole || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                foreach (var unit in sign) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else shown.Append(sign);
        }
        return text.Length > limit ? shown.Append('…').ToString() : shown.ToString();
    }

    /// <summary>Sizes as people write them: "10000x28x28".</summary>
    internal static string Sizes(IReadOnlyList<long> shape) =>
        shape.Count == 0 ? "a single number"
        : string.Join('x', shape.Take(8).Select(size => size.ToString(CultureInfo.InvariantCulture))) + (shape.Count > 8 ? "x…" : "");
}

namespace SparseAutoencoders;

/// <summary>Texts beside rows, seen in another way.</summary>
internal static class RowTexts
{
    /// <summary>Those in a list.</summary>
    public static IRowTexts Of(IReadOnlyList<string> texts) => new Chosen(texts.Count, row => texts[row]);

    /// <summary>Some of them, in another order; null of none.</summary>
    /// <param name="texts">The others.</param>
    /// <param name="count">How many.</param>
    /// <param name="place">Which of the others each is.</param>
    public static IRowTexts? Of(IRowTexts? texts, int count, Func<int, int> place) => texts is null ? null : new Chosen(count, row => texts[place(row)]);

    /// <summary>Those that are found when they are asked for.</summary>
    public static IRowTexts Of(int count, Func<int, string> text) => new Chosen(count, text);

    private sealed class Chosen(int count, Func<int, string> text) : IRowTexts
    {
        public int Count => count;

        public string this[int row]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(row);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, count);
                return text(row);
            }
        }
    }
}

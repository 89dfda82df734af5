using System.Globalization;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Which rows are to be shown, and in which order: what an address of the rows' page says.</summary>
internal sealed record RowQuery
{
    // Of what an address holds no more is looked at.
    private const int LongestText = 300;

    /// <summary>The highest score first; else in their own order.</summary>
    public bool ByScore { get; init; }

    /// <summary>Words that a row's caption must hold, all of them; "" for none.</summary>
    public string Words { get; init; } = "";

    /// <summary>The label that a row must have; "" for any.</summary>
    public string Label { get; init; } = "";

    /// <summary>Reads what an address says.</summary>
    public static RowQuery Parse(string? order, string? words, string? label) => new() { ByScore = order == "score", Words = Short(words?.Trim()), Label = Short(label) };

    /// <summary>The page's address.</summary>
    /// <param name="from">From which of these rows on; null for the first.</param>
    public string ToAddress(int? from = null)
    {
        var parts = new List<string>();
        if (ByScore) parts.Add("order=score");
        if (Words.Length > 0) parts.Add($"words={Uri.EscapeDataString(Words)}");
        if (Label.Length > 0) parts.Add($"label={Uri.EscapeDataString(Label)}");
        if (from is { } first) parts.Add(string.Create(CultureInfo.InvariantCulture, $"from={first}"));
        return parts.Count == 0 ? "rows" : "rows?" + string.Join('&', parts);
    }

    internal static string Short(string? text) => text is null ? "" : text.Length <= LongestText ? text : text[..LongestText];
}

using System.Globalization;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Which units are to be shown, and in which order: what an address of the units' page says.</summary>
public sealed record UnitQuery
{
    /// <summary>Tiles of one page: as many as are drawn at once without being slow.</summary>
    public const int PageSize = 120;

    /// <summary>What they are in order of.</summary>
    public UnitMeasure Sort { get; init; } = UnitMeasure.Number;

    /// <summary>The largest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Least value of <see cref="Sort"/>, or null.</summary>
    public double? From { get; init; }

    /// <summary>Largest value of <see cref="Sort"/>, or null.</summary>
    public double? To { get; init; }

    /// <summary>Dead units alone, living ones alone, or null for all.</summary>
    public bool? Dead { get; init; }

    /// <summary>The unit that similarity is to.</summary>
    public int Near { get; init; }

    /// <summary>Words that a unit's words must hold, all of them, in whatever letters; "" for none.</summary>
    public string Words { get; init; } = "";

    /// <summary>The label that a unit must tell best; "" for any.</summary>
    public string Label { get; init; } = "";

    /// <summary>Which page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads what an address says; what makes no sense there is left out.</summary>
    public static UnitQuery Parse(string? sort, string? order, string? from, string? to, string? state, string? near, string? page, int units, IReadOnlyList<UnitMeasure> measures, string? words = null, string? label = null)
    {
        var measure = measures.FirstOrDefault(m => m.Key == sort) ?? UnitMeasure.Number;
        return new UnitQuery
        {
            Sort = measure,
            Descending = order == "down",
            From = Number(from),
            To = Number(to),
            Dead = state switch { "dead" => true, "alive" => false, _ => null },
            Near = int.TryParse(near, NumberStyles.None, CultureInfo.InvariantCulture, out var unit) ? Math.Clamp(unit, 0, Math.Max(0, units - 1)) : 0,
            Words = RowQuery.Short(words?.Trim()),
            Label = RowQuery.Short(label),
            Page = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1,
        };
    }

    /// <summary>The units that are asked for, in order, with their values.</summary>
    /// <param name="model">Their model.</param>
    /// <param name="findings">What is known of them; null for nothing yet.</param>
    /// <param name="meanings">What they stand for; null where that is not known.</param>
    public UnitSelection Apply(ShownModel model, Findings? findings, Meanings? meanings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var values = Sort.Values(model, findings, Near, meanings);
        var units = Enumerable.Range(0, model.Units);
        if (Dead is { } dead && findings is not null) units = units.Where(l => findings.Units[l].Dead == dead);
        if (meanings is not null)
        {
            if (Words.Length > 0) units = units.Where(l => RowSearch.Holds(string.Join(' ', meanings.Units[l].Words.Select(word => word.Word)), Words));
            if (Label.Length > 0) units = units.Where(l => meanings.Units[l].Label?.Label == Label);
        }
        if (values is not null)
        {
            units = units.Where(l => !(values[l] < From) && !(values[l] > To));
            units = Descending ? units.OrderByDescending(l => values[l]).ThenBy(l => l) : units.OrderBy(l => values[l]).ThenBy(l => l);
        }
        var all = units.ToArray();
        var pages = Math.Max(1, (all.Length + PageSize - 1) / PageSize);
        var page = Math.Min(Page, pages);
        return new UnitSelection(all.Skip((page - 1) * PageSize).Take(PageSize).Select(l => (l, values?[l])).ToArray(), all.Length, page, pages);
    }

    /// <summary>The query part of an address, "" for the plain page.</summary>
    public string ToAddress()
    {
        var parts = new List<string>();
        if (Sort != UnitMeasure.Number) parts.Add($"sort={Sort.Key}");
        if (Descending) parts.Add("order=down");
        if (From is { } from) parts.Add(string.Create(CultureInfo.InvariantCulture, $"from={from}"));
        if (To is { } to) parts.Add(string.Create(CultureInfo.InvariantCulture, $"to={to}"));
        if (Dead is { } dead) parts.Add(dead ? "state=dead" : "state=alive");
        if (Sort == UnitMeasure.Similarity) parts.Add(string.Create(CultureInfo.InvariantCulture, $"near={Near}"));
        if (Words.Length > 0) parts.Add($"words={Uri.EscapeDataString(Words)}");
        if (Label.Length > 0) parts.Add($"label={Uri.EscapeDataString(Label)}");
        if (Page > 1) parts.Add(string.Create(CultureInfo.InvariantCulture, $"page={Page}"));
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <summary>A bound as somebody wrote it; null if it is no number.</summary>
    internal static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}

/// <summary>Units to be shown.</summary>
/// <param name="Units">Those of the page, with the value they are in order of; null where that is not known yet.</param>
/// <param name="Count">All that are asked for, on all pages.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Pages">Pages there are.</param>
public sealed record UnitSelection(IReadOnlyList<(int Unit, double? Value)> Units, int Count, int Page, int Pages);

using System.Globalization;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>Places within one file. A picture that is drawn from several places stands in the file once.</summary>
internal sealed class ReportPlace(Exhibition exhibition, ReportOptions options) : IPlace
{
    private readonly Dictionary<string, byte[]> _pictures = [];

    public bool IsLive => false;

    public string Overview => "#overview";

    public string? Compare => exhibition.Second is null ? null : "#compare";

    public string? Rows => ShownRows.Count == 0 ? null : "#rows";

    /// <summary>Rows that have a page: evenly spaced ones.</summary>
    public IReadOnlyList<int> ShownRows { get; } = exhibition.First.Rows is { } rows && Math.Min(options.Rows, rows.Count) is var count
        ? [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Count / count))]
        : [];

    /// <summary>Units that have a page: the first ones.</summary>
    public int ShownUnits { get; } = Math.Min(options.Units, exhibition.First.Now.Model?.Units ?? 0);

    /// <summary>The pictures that were asked for, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Pictures => _pictures;

    public string Units(UnitQuery query) => "#units";

    public string? Unit(int unit) => unit < ShownUnits ? Name("unit", unit) : null;

    public string? Row(int row) => ShownRows.Contains(row) ? Name("row", row) : null;

    public string Weights(ShownModel model, int unit, bool decoder = false) =>
        Picture($"{(decoder ? "d" : "e")}{(model == exhibition.First.Now.Model ? "" : "2")}", unit, () => Drawn.Weights(model, unit, decoder));

    public string RowPicture(Subject subject, int row) => Picture("r", row, () => Drawn.Row(subject, row));

    private string Picture(string kind, int number, Func<byte[]> draw)
    {
        var name = Name(kind, number);
        if (!_pictures.ContainsKey(name[1..])) _pictures[name[1..]] = draw();
        return name;
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"#{kind}-{number}");
}

using System.Globalization;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>Places within one file. A picture that is drawn from several places stands in the file once.</summary>
internal sealed class ReportPlace(ShownSubjects subjects, ReportOptions options) : IPlace
{
    private readonly Dictionary<string, byte[]> _pictures = [];

    public bool IsLive => false;

    public string Overview => "#overview";

    public string? Compare => subjects.Second is null ? null : "#compare";

    public string? Rows => ShownRows.Count == 0 ? null : "#rows";

    /// <summary>Rows that have a page: evenly spaced ones.</summary>
    public IReadOnlyList<int> ShownRows { get; } = subjects.First.Rows is { } rows && Math.Min(options.Rows, rows.Count) is var count
        ? [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Count / count))]
        : [];

    /// <summary>Units that have a page: those that add most over all rows, mean activation times ‖W_d[l]‖, in their own order.</summary>
    public IReadOnlyList<int> ShownUnits { get; } = Chosen(subjects.First.Now, options.Units);

    /// <summary>What the file's script needs to set units.</summary>
    public ReportNumbers Numbers { get; } = new(subjects.First.Now.Model!, subjects.First.Now.Findings?.Inputs);

    /// <summary>The pictures that were asked for, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Pictures => _pictures;

    public string Units(UnitQuery query) => "#units";

    public string? Unit(int unit, Subject? of = null) => (of is null || of == subjects.First) && ShownUnits.Contains(unit) ? Name("unit", unit) : null;

    public string? Row(int row) => ShownRows.Contains(row) ? Name("row", row) : null;

    // Each would take a pass over all rows, and lead to rows that mostly have no page here.
    public string? SimilarTo(int row) => null;

    public int? UnitBeside(int unit, int step) => Beside(ShownUnits, unit, step);

    public int? RowBeside(int row, int step) => Beside(ShownRows, row, step);

    public bool CanSet(int row, RowStudy study, IReadOnlyList<UnitShare> shares) => Numbers.Add(row, study, shares);

    public PictureTile Weights(ShownModel model, int unit, bool decoder = false, IReadOnlyList<int>? among = null) =>
        Picture($"{(decoder ? "d" : "e")}{(model == subjects.First.Now.Model ? "" : "2")}", unit, () => Drawn.Weights(model, decoder, unit));

    public PictureTile RowPicture(Subject subject, int row, IReadOnlyList<int> among) => Picture("r", row, () => Drawn.Rows(subject, row));

    private static int? Beside(IReadOnlyList<int> shown, int number, int step) => step < 0
        ? shown.Select(other => (int?)other).LastOrDefault(other => other < number)
        : shown.Select(other => (int?)other).FirstOrDefault(other => other > number);

    private static IReadOnlyList<int> Chosen(SubjectState now, int count)
    {
        if (now.Model is not { } model) return [];
        return [.. Enumerable.Range(0, model.Units).OrderByDescending(Adds).ThenBy(l => l).Take(count).Order()];

        double Adds(int l) => (now.Findings?.Units[l].MeanActivation ?? 1) * model.DecoderNorm(l);
    }

    private PictureTile Picture(string kind, int number, Func<byte[]> draw)
    {
        var name = Name(kind, number);
        if (!_pictures.ContainsKey(name[1..])) _pictures[name[1..]] = draw();
        return new PictureTile(name);
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"#{kind}-{number}");
}

using System.Globalization;

namespace SparseAutoencoders.Formats;

/// <summary>What a text file's columns are.</summary>
/// <param name="HasNames">The first line holds names.</param>
/// <param name="Count">How many columns there are.</param>
/// <param name="Unnamed">How many of the first have no place in the line of names: 0 or 1.</param>
/// <param name="CanBeIndex">Says of a column whether it holds whole numbers or words alone.</param>
/// <param name="CountsRows">The first column counts the rows.</param>
/// <param name="Doubt">What is in doubt about the first line, in words; null if nothing is.</param>
internal sealed record CsvLayout(bool HasNames, int Count, int Unnamed, Func<int, bool> CanBeIndex, bool CountsRows, string? Doubt)
{
    /// <summary>Looks at the first lines.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="first">Stands at the first record.</param>
    /// <param name="below">Goes through the records below it, and may be the same; null where none is to be looked at.</param>
    /// <param name="options">What is said of the file.</param>
    public static CsvLayout Of(string path, CsvText first, CsvText? below, RowFileOptions options)
    {
        var (columns, line) = (new CsvColumns(first), first.Line);
        var header = options.Header ?? (ColumnChoice.AsksForNames(options) || HoldsAll(first, options.ModelColumns) || HoldsAll(first, options.SeriesColumns) ? true : null);
        while (below?.TryRead() == true)
            if (!below.IsEmpty) columns.Add(below);

        var (count, unnamed) = columns.Width(header);
        var doubt = default(string);
        if (unnamed > 0) header = true;
        // Numbers ask for columns whether the first line holds names or not.
        if (header is null)
        {
            var asked = ColumnChoice.Of(path, options, null, count);
            (header, doubt) = columns.FirstHoldsNames(count, column => asked?.Contains(column) != false);
        }
        if (header == false && columns.AreHalves)
            throw new InvalidDataException($"{path}, line {line}: its cells look like halves of numbers with decimal commas. Write decimals with a point; if they are numbers of their own, write them without zeros in front.");
        return new CsvLayout(header == true, count, unnamed, columns.NamesRows, columns.CountsRows,
            doubt is null ? null : string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {doubt}"));
    }

    private static bool HoldsAll(CsvText first, IReadOnlyList<string>? names)
    {
        if (names is null) return false;
        var cells = new HashSet<string>();
        for (var j = 0; j < first.Count; j++) cells.Add(first[j].Trim().ToString());
        return names.All(cells.Contains);
    }
}

using System.Globalization;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>What each column of a table holds: kind, least and greatest number, and how many values are missing.</summary>
/// <param name="rows">The table, read with <paramref name="text"/>.</param>
/// <param name="text">What its reader noted of columns without numbers.</param>
internal sealed class TableSummary(IRows rows, TextColumns text)
{
    private const int Shown = 20;

    private readonly IReadOnlyList<string>? _names = rows.Columns;
    private readonly Column[] _columns = [.. Enumerable.Range(0, rows.Width).Select(_ => new Column())];

    /// <summary>Takes a row, in the table's order of columns.</summary>
    public void Take(ReadOnlySpan<double> row)
    {
        for (var j = 0; j < row.Length; j++) _columns[j].Take(row[j]);
    }

    /// <summary>The columns as JSON has them. A figure that there is not is null: no number in the column, or missing values of one whose cells are not read.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Details =>
    [
        .. _columns.Select((column, j) => new Dictionary<string, object>
        {
            ["name"] = Name(j),
            ["kind"] = Kind(j),
            ["min"] = (column.Numbers > 0 ? column.Min : null as object)!,
            ["max"] = (column.Numbers > 0 ? column.Max : null as object)!,
            ["missing"] = (text.KindOf(j) is null ? column.Missing : null as object)!,
        }),
    ];

    /// <summary>Writes the first columns as a table, and how many more there are.</summary>
    public void Write(TextWriter writer)
    {
        string[][] lines =
        [
            ["column", "kind", "min", "max", "missing"],
            .. Details.Take(Shown).Select(details => details.Values.Select(value => value is string name ? MessageText.Visible(name) : Report.Shown(value)).ToArray()),
        ];
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        writer.WriteLine();
        foreach (var line in lines) writer.WriteLine(string.Join("  ", line.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        if (_columns.Length > Shown) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {_columns.Length - Shown} more (--json lists all)"));
    }

    private string Name(int column) => _names?[column] ?? (column + 1).ToString(CultureInfo.InvariantCulture);

    private string Kind(int column) => text.KindOf(column) ?? (_columns[column] switch
    {
        { Text: 0, Numbers: 0 } => "empty",
        { Text: 0 } => "numbers",
        { Numbers: 0 } => "text",
        _ => "numbers and text",
    });

    private sealed class Column
    {
        public double Min { get; private set; } = double.PositiveInfinity;

        public double Max { get; private set; } = double.NegativeInfinity;

        public long Numbers { get; private set; }

        public long Text { get; private set; }

        public long Missing { get; private set; }

        public void Take(double x)
        {
            if (double.IsFinite(x)) (Min, Max, Numbers) = (Math.Min(Min, x), Math.Max(Max, x), Numbers + 1);
            else if (TextColumns.IsCell(x)) Text++;
            else if (double.IsNaN(x)) Missing++;
        }
    }
}

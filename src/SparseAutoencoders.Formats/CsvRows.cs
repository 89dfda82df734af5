using System.Globalization;
using System.Text;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a text file of numbers, plain or gzip: one row a line, with commas, semicolons, tabs, bars or blanks between the cells.</summary>
/// <remarks>Separator, names and row names are found by looking at the first lines; what is in doubt is said in <see cref="IRows.Notes"/>. Cells may be quoted,
/// lines may end in LF or CRLF, a byte order mark is skipped, lines that begin with # are comments on top of the file, empty lines may stand at the end.
/// "nan" and "inf" are numbers here and refused where rows are used; "true" is 1, "false" 0.</remarks>
public static class CsvRows
{
    // Characters of a line, which is in memory as a whole. Few bytes of gzip can stand for very many.
    private const int LongestLine = 1 << 28, LongestPackedLine = 1 << 22;

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "csv", "text: one row a line, cells separated by comma, semicolon, tab, bar or blanks", [".csv", ".tsv", ".txt"], static _ => false, static (path, options) => Open(path, options))
    {
        TakesColumns = true,
    };

    private static SpooledRows<double> Open(string path, RowFileOptions options)
    {
        using var file = InputFile.OpenRead(path);
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 13);
        var records = new CsvText(text, path, file.CanSeek ? LongestLine : LongestPackedLine);
        SpooledRows<double>? rows = null;
        try
        {
            Read(path, records, options, ref rows);
            return rows ?? throw new InvalidDataException($"{path}: holds no rows. Give a file with rows.");
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    private static void Read(string path, CsvText records, RowFileOptions options, ref SpooledRows<double>? rows)
    {
        var layout = Layout(path, records, options);
        CsvInputs? columns = null;
        var (emptyLine, emptyRows) = (0, 0);
        while (records.Read())
        {
            if (records.IsEmpty)
            {
                if (emptyLine == 0) emptyLine = records.Line;
                if (records.Count > 1) emptyRows++;
                continue;
            }
            if (emptyLine > 0) throw new InvalidDataException($"{path}, line {emptyLine}: is empty{(emptyRows > 0 ? " but for separators" : "")}. Remove it; only at the end may lines be empty.");
            var first = columns is null;
            if (columns is null)
            {
                layout ??= CsvLayout.Of(path, records, null, options);
                columns = CsvInputs.Of(path, layout, records, options);
                rows = columns.Rows(path);
            }
            if (!first || !layout!.HasNames) ReadRow(path, records, options, columns, rows!);
        }
        if (rows is null) return;
        rows.Complete();
        if (emptyRows > 0) rows.Notes = [.. rows.Notes, string.Create(CultureInfo.InvariantCulture, $"{path}: {(emptyRows == 1 ? "its last line holds" : $"its last {emptyRows} lines hold")} separators alone, and {(emptyRows == 1 ? "is" : "are")} left out.")];
    }

    private static CsvLayout? Layout(string path, CsvText records, RowFileOptions options)
    {
        var sample = records.Sample();
        records.Dialect = CsvDialect.Find(sample);
        sample.Restart(records.Dialect);
        return sample.TryRead() && !sample.IsEmpty ? CsvLayout.Of(path, sample, sample, options) : null;
    }

    private static void ReadRow(string path, CsvText record, RowFileOptions options, CsvInputs columns, SpooledRows<double> rows)
    {
        if (record.Count != columns.Count && !(record.Count == columns.Count + 1 && record.EndsWithSeparator)) throw Uneven(path, record, columns.Count);
        var row = rows.Append();
        for (var j = 0; j < row.Length; j++)
        {
            var cell = columns.Taken?[j] ?? j;
            if (CellText.TryParse(record[cell], out row[j])) continue;
            var missing = CellText.IsMissing(record[cell]);
            if (options.Text is null && !(missing && options.KeepMissing))
                throw Unfit(path, record, cell, missing, columns.Names, mayBeNames: rows.Count == 1 && columns.Names is null);
            row[j] = missing ? double.NaN : TextColumns.Cell;
        }
    }

    private static InvalidDataException Uneven(string path, CsvText record, int columns)
    {
        var hint = record[0].StartsWith('#') ? " Lines that begin with # are comments only on top of the file." : "";
        return new($"{path}, line {record.Line}: holds {record.Count} cell{(record.Count == 1 ? "" : "s")}, and the first line {columns}. Give every line the same number of cells.{hint}");
    }

    private static InvalidDataException Unfit(string path, CsvText record, int cell, bool missing, string[]? names, bool mayBeNames)
    {
        var column = string.Create(CultureInfo.InvariantCulture, $"column {cell + 1}{(names is { } known && known[cell].Length > 0 ? $" ({MessageText.Visible(known[cell])})" : "")}");
        var text = record[cell].Trim();
        var finding = text.IsEmpty ? "is empty." : $"'{MessageText.Visible(text)}' is not a number.";
        if (mayBeNames && !CellText.HasThousands(text) && !CellText.HasDecimalComma(text)) finding += " If the first line holds names, pass --header. Else:";
        return new($"{path}, line {record.Line}, {column}: {finding} {WayOut(text, missing, $"leave the column out (--exclude {ColumnChoice.Word(names, cell)})")}");
    }

    private static string WayOut(ReadOnlySpan<char> cell, bool missing, string without) =>
        missing ? $"Fill it in, {without}, or take the column's mean for it (--impute mean)."
        : CellText.HasThousands(cell) ? "Write numbers without marks between thousands, and decimals with a point."
        : CellText.HasDecimalComma(cell) ? "Write decimals with a point."
        : $"Give numbers only: {without}, or encode it as numbers.";
}

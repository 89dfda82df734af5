using System.Globalization;
using System.Text;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a text file of numbers, plain or gzip: one row a line, with commas, semicolons, tabs or bars between the cells.</summary>
/// <remarks>The separator is found by looking. Cells may be quoted, lines may end in LF or CRLF, a byte order mark is skipped, lines that begin with #
/// are comments, empty lines may stand at the end. "nan" and "inf" are numbers here and refused where rows are used.</remarks>
public static class CsvRows
{
    // Characters of a line, which is in memory as a whole. Few bytes of gzip can stand for very many.
    private const int LongestLine = 1 << 28, LongestPackedLine = 1 << 22;

    private const NumberStyles Style = NumberStyles.Float;

    private static readonly string[] MissingMarks = ["", "?", "-", ".", "NA", "N/A", "null", "None"];

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "csv", "text: one row a line, cells separated by comma, semicolon or tab", [".csv", ".tsv", ".txt"], static _ => false, static (path, options) => Open(path, options))
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
            return rows!;
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    private static void Read(string path, CsvText records, RowFileOptions options, ref SpooledRows<double>? rows)
    {
        var header = options.Header ?? (ColumnChoice.AsksForNames(options) ? true : null);
        Columns? columns = null;
        int? emptyLine = null;
        while (records.Read())
        {
            if (records.IsEmptyLine)
            {
                emptyLine ??= records.Line;
                continue;
            }
            if (emptyLine is { } empty) throw new InvalidDataException($"{path}, line {empty}: is empty. Remove it; only at the end may lines be empty.");
            if (columns is null)
            {
                // Numbers ask for columns whether the first line holds names or not.
                var asked = header == true ? null : ColumnChoice.Of(path, options, null, records.Count);
                var named = header ?? HoldsNames(records, asked);
                var names = named ? Names(records) : null;
                columns = new Columns(names, records.Count, named ? ColumnChoice.Of(path, options, names, records.Count) : asked);
                if (named) continue;
            }
            ReadRow(path, records, options, columns, rows ??= columns.Rows(path));
        }
        if (rows is null)
        {
            throw new InvalidDataException(columns is null
                ? $"{path}: holds no rows. Give a file with rows."
                : $"{path}: holds only a line of names and no rows. Give a file with rows{(options.Header is null ? "" : ", or leave --header away")}.");
        }
        rows.Complete();
    }

    private static void ReadRow(string path, CsvText record, RowFileOptions options, Columns columns, SpooledRows<double> rows)
    {
        if (record.Count != columns.Count)
        {
            throw new InvalidDataException(
                $"{path}, line {record.Line}: holds {record.Count} cell{(record.Count == 1 ? "" : "s")}, and the first line {columns.Count}. Give every line the same number of cells.");
        }
        var row = rows.Append();
        for (var j = 0; j < row.Length; j++)
        {
            var cell = columns.Taken?[j] ?? j;
            if (TryParse(record[cell], out row[j])) continue;
            var missing = IsMissing(record[cell].Trim());
            if (missing && options.KeepMissing)
            {
                row[j] = double.NaN;
                continue;
            }
            var column = string.Create(CultureInfo.InvariantCulture, $"column {cell + 1}{(columns.Names is null ? "" : $" ({MessageText.Visible(columns.Names[cell])})")}");
            var first = rows.Count == 1 && columns.Names is null;
            throw new InvalidDataException($"{path}, line {record.Line}, {column}: {Finding(record[cell], missing, first && options.Header != true, columns.Names?[cell] ?? string.Create(CultureInfo.InvariantCulture, $"{cell + 1}"))}");
        }
    }

    private static string Finding(ReadOnlySpan<char> cell, bool missing, bool mayBeName, string column)
    {
        cell = cell.Trim();
        var finding = cell.IsEmpty ? "is empty." : $"'{MessageText.Visible(cell)}' is not a number.";
        if (mayBeName) return finding + " If the first line holds names, pass --header.";
        var without = $"leave the column out (--exclude {MessageText.Visible(column)})";
        if (missing) return $"{finding} Fill it in, {without}, or take the column's mean for it (--impute mean).";
        return finding + (TryParse(cell.ToString().Replace(',', '.'), out _) ? " Write decimals with a point." : $" Give numbers only: {without}, or encode it as numbers.");
    }

    private static bool TryParse(ReadOnlySpan<char> cell, out double number)
    {
        if (double.TryParse(cell, Style, CultureInfo.InvariantCulture, out number)) return true;
        number = cell.Trim() switch
        {
            "inf" or "Inf" or "INF" or "+inf" or "+Inf" or "+INF" => double.PositiveInfinity,
            "-inf" or "-Inf" or "-INF" => double.NegativeInfinity,
            _ => 0,
        };
        return number != 0;
    }

    // A row with a gap is no line of names: taking it for one would lose it silently.
    private static bool HoldsNames(CsvText record, int[]? taken)
    {
        for (var j = 0; j < (taken?.Length ?? record.Count); j++)
        {
            var cell = record[taken?[j] ?? j];
            if (!TryParse(cell, out _) && !IsMissing(cell.Trim())) return true;
        }
        return false;
    }

    private static bool IsMissing(ReadOnlySpan<char> cell)
    {
        foreach (var mark in MissingMarks)
            if (cell.Equals(mark, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static string[] Names(CsvText record)
    {
        var names = new string[record.Count];
        for (var j = 0; j < names.Length; j++) names[j] = record[j].ToString();
        return names;
    }

    /// <summary>A file's columns.</summary>
    /// <param name="Names">Their names, if the first line holds such.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Taken">Those that are read, from 0; null for all.</param>
    private sealed record Columns(string[]? Names, int Count, int[]? Taken)
    {
        public SpooledRows<double> Rows(string path) => new(path, Taken?.Length ?? Count, new StoredNumber(NumberKind.Float64))
        {
            NumberType = "text",
            Columns = Names is null || Taken is null ? Names : [.. Taken.Select(column => Names[column])],
        };
    }
}

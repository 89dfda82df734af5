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
        "csv", "text: one row a line, cells separated by comma, semicolon or tab", [".csv", ".tsv", ".txt"], static _ => false, static (path, options) => Open(path, options.Header));

    private static ParsedRows Open(string path, bool? header)
    {
        using var file = InputFile.OpenRead(path);
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 13);
        var records = new CsvText(text, path, file.CanSeek ? LongestLine : LongestPackedLine);
        ParsedRows? rows = null;
        try
        {
            Read(path, records, header, ref rows);
            return rows!;
        }
        catch
        {
            rows?.Dispose();
            throw;
        }
    }

    private static void Read(string path, CsvText records, bool? header, ref ParsedRows? rows)
    {
        string[]? names = null;
        int? emptyLine = null;
        while (records.Read())
        {
            if (records.IsEmptyLine)
            {
                emptyLine ??= records.Line;
                continue;
            }
            if (emptyLine is { } empty) throw new InvalidDataException($"{path}, line {empty}: is empty. Remove it; only at the end may lines be empty.");
            if (rows is null && names is null && (header ?? HoldsNames(records))) names = Names(records);
            else ReadRow(path, records, header, names, rows ??= new ParsedRows(path, records.Count, names));
        }
        if (rows is null)
        {
            throw new InvalidDataException(names is null
                ? $"{path}: holds no rows. Give a file with rows."
                : $"{path}: holds only a line of names and no rows. Give a file with rows{(header is null ? "" : ", or leave --header away")}.");
        }
        rows.Complete();
    }

    private static void ReadRow(string path, CsvText record, bool? header, string[]? names, ParsedRows rows)
    {
        if ((names?.Length ?? rows.Width) is var width && record.Count != width)
        {
            throw new InvalidDataException(
                $"{path}, line {record.Line}: holds {record.Count} cell{(record.Count == 1 ? "" : "s")}, and the first line {width}. Give every line the same number of cells.");
        }
        var row = rows.Append();
        for (var j = 0; j < row.Length; j++)
        {
            if (TryParse(record[j], out row[j])) continue;
            var column = string.Create(CultureInfo.InvariantCulture, $"column {j + 1}{(names is null ? "" : $" ({MessageText.Visible(names[j])})")}");
            var first = rows.Count == 1 && names is null;
            throw new InvalidDataException($"{path}, line {record.Line}, {column}: {Finding(record[j], first && header != true)}");
        }
    }

    private static string Finding(ReadOnlySpan<char> cell, bool mayBeName)
    {
        cell = cell.Trim();
        var finding = cell.IsEmpty ? "is empty." : $"'{MessageText.Visible(cell)}' is not a number.";
        if (mayBeName) return finding + " If the first line holds names, pass --header.";
        if (cell.IsEmpty) return finding + " Fill the cell, or remove the row or the column.";
        return finding + (TryParse(cell.ToString().Replace(',', '.'), out _) ? " Write decimals with a point." : " Give numbers only: remove such columns or encode them.");
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
    private static bool HoldsNames(CsvText record)
    {
        for (var j = 0; j < record.Count; j++)
        {
            var cell = record[j];
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
}

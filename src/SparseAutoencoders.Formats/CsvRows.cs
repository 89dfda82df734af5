using System.Globalization;
using System.Text;
using SparseAutoencoders.Data;
using Sylvan.Data.Csv;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a text file of numbers, plain or gzip: one row a line, with commas, semicolons or tabs between the cells.</summary>
/// <remarks>The separator is found by looking. Cells may be quoted, lines may end in LF or CRLF, a byte order mark is skipped, lines that begin with #
/// are comments, empty lines may stand at the end. "nan" and "inf" are numbers here and refused where rows are used.</remarks>
public static class CsvRows
{
    private const int LongestLine = 1 << 28;     // characters; the buffer grows to what lines really need

    private const NumberStyles Style = NumberStyles.Float;

    private static readonly string[] MissingMarks = ["", "?", "-", ".", "NA", "N/A", "null", "None"];

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "csv", "text: one row a line, cells separated by comma, semicolon or tab", [".csv", ".tsv", ".txt"], static _ => false, static (path, options) => Open(path, options.Header));

    private static ParsedRows Open(string path, bool? header)
    {
        using var file = InputFile.OpenRead(path);
        using var text = new StreamReader(file, Encoding.UTF8);
        var line = 1;                            // where the record at hand begins
        var options = new CsvDataReaderOptions { HasHeaders = false, MaxBufferSize = LongestLine, CommentHandler = (Action<CsvDataReader, string>)((_, _) => line++) };
        try
        {
            using var reader = CsvDataReader.Create(text, options);
            return Read(path, reader, ref line, header);
        }
        catch (CsvRecordTooLargeException)
        {
            throw new InvalidDataException($"{path}, line {line}: is longer than {LongestLine} characters, or a quotation mark is not closed. Check that line.");
        }
        catch (CsvFormatException failure)
        {
            throw new InvalidDataException($"{path}, line {line}: its quotation marks do not fit ({failure.Message.TrimEnd('.')}). Close each one, and write one inside a quoted cell twice.");
        }
    }

    private static ParsedRows Read(string path, CsvDataReader reader, ref int line, bool? header)
    {
        ParsedRows? rows = null;
        string[]? names = null;
        int? emptyLine = null;
        while (reader.Read())
        {
            var record = reader.GetRawRecordSpan();
            if (record.IsWhiteSpace() && reader.RowFieldCount == 1)
            {
                emptyLine ??= line;
            }
            else
            {
                if (emptyLine is { } empty) throw new InvalidDataException($"{path}, line {empty}: is empty. Remove it; only at the end may lines be empty.");
                if (rows is null && names is null && (header ?? HoldsNames(reader))) names = Names(reader);
                else ReadRow(path, reader, line, header, names, rows ??= new ParsedRows(path, reader.RowFieldCount, names));
            }
            var breaks = record.Count('\n');
            line += breaks > 0 ? breaks : record.Count('\r');
        }
        return rows ?? throw new InvalidDataException(names is null
            ? $"{path}: holds no rows. Give a file with rows."
            : $"{path}: holds only a line of names and no rows. Give a file with rows{(header is null ? "" : ", or leave --header away")}.");
    }

    private static void ReadRow(string path, CsvDataReader reader, int line, bool? header, string[]? names, ParsedRows rows)
    {
        if ((names?.Length ?? rows.Width) is var width && reader.RowFieldCount != width)
        {
            throw new InvalidDataException(
                $"{path}, line {line}: holds {reader.RowFieldCount} cell{(reader.RowFieldCount == 1 ? "" : "s")}, and the first line {width}. Give every line the same number of cells.");
        }
        var row = rows.Append();
        for (var j = 0; j < row.Length; j++)
        {
            if (TryParse(reader.GetFieldSpan(j), out row[j])) continue;
            var column = string.Create(CultureInfo.InvariantCulture, $"column {j + 1}{(names is null ? "" : $" ({MessageText.Visible(names[j])})")}");
            var first = rows.Count == 1 && names is null;
            throw new InvalidDataException($"{path}, line {line}, {column}: {Finding(reader.GetFieldSpan(j), first && header != true)}");
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
    private static bool HoldsNames(CsvDataReader reader)
    {
        for (var j = 0; j < reader.RowFieldCount; j++)
        {
            var cell = reader.GetFieldSpan(j);
            if (!TryParse(cell, out _) && !MissingMarks.Contains(cell.Trim().ToString(), StringComparer.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static string[] Names(CsvDataReader reader)
    {
        var names = new string[reader.RowFieldCount];
        for (var j = 0; j < names.Length; j++) names[j] = reader.GetFieldSpan(j).ToString();
        return names;
    }
}

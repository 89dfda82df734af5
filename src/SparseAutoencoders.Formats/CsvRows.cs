using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a text file of numbers, plain or gzip: one row a line, with commas, semicolons, tabs, bars or blanks between the cells.</summary>
/// <remarks>Separator, names and row names are found by looking at the first lines; what is in doubt is said in <see cref="IRows.Notes"/>. Cells may be quoted,
/// lines may end in LF or CRLF, a byte order mark is skipped, lines that begin with # are comments on top of the file, empty lines may stand at the end.
/// "nan" and "inf" are numbers here and refused where rows are used; "true" is 1, "false" 0.</remarks>
public static class CsvRows
{
    // Bytes that show the encoding.
    private const int HeadBytes = 1 << 14;

    // Characters of a line, which is in memory as a whole. Few bytes of gzip can stand for very many.
    private const int LongestLine = 1 << 28, LongestPackedLine = 1 << 22;

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "csv", "text: one row a line, cells separated by comma, semicolon, tab, bar or blanks", [".csv", ".tsv", ".txt"], static _ => false, static (path, options) => Open(path, options))
    {
        TakesColumns = true,
        OpenTexts = static (path, column, _) => CsvTexts.Open(path, column),
    };

    private static IRows Open(string path, RowFileOptions options)
    {
        using var text = OpenText(path, out var isLatin, out var longestLine);
        var records = new CsvText(text, path, longestLine);
        SpooledRows<double>? rows = null;
        var (captions, labels) = (options.Captions is null ? null : new SpooledTexts(path), options.Labels is null ? null : new SpooledTexts(path));
        try
        {
            Read(path, records, options, captions, labels, ref rows);
            if (rows is null) throw new InvalidDataException($"{path}: holds no rows. Give a file with rows.");
            if (isLatin) rows.Notes = [.. rows.Notes, $"{path}: is not UTF-8, and is read as Latin-1. If names look wrong, save it as UTF-8."];
            captions?.Complete();
            labels?.Complete();
            return NotedRows.Of(rows, captions, labels);
        }
        catch
        {
            rows?.Dispose();
            captions?.Dispose();
            labels?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isLatin">It is not UTF-8, and read as Latin-1.</param>
    /// <param name="longestLine">Characters a line may have.</param>
    internal static StreamReader OpenText(string path, out bool isLatin, out int longestLine)
    {
        var encoding = EncodingOf(path);
        var file = InputFile.OpenRead(path);
        (isLatin, longestLine) = (encoding == Encoding.Latin1, file.CanSeek ? LongestLine : LongestPackedLine);
        return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 13);
    }

    // Names in another encoding would all become the same sign, and columns be mixed up.
    private static Encoding EncodingOf(string path)
    {
        using var file = InputFile.OpenRead(path);
        var head = new byte[HeadBytes];
        var bytes = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff])) return Encoding.UTF8;
        if (bytes.Contains((byte)0)) throw new InvalidDataException($"{path}: holds bytes that are 0, as text has none but UTF-16 without a byte order mark. Save it as UTF-8.");
        if (bytes.Length == head.Length) bytes = bytes[..(bytes.LastIndexOfAnyInRange((byte)0, (byte)0x7f) + 1)];      // it may end within a sign
        return Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
    }

    private static void Read(string path, CsvText records, RowFileOptions options, SpooledTexts? captions, SpooledTexts? labels, ref SpooledRows<double>? rows)
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
            if (first && layout!.HasNames) continue;
            ReadRow(path, records, options, columns, rows!);
            if (columns.Captions is { } caption) captions!.Add(Text(records, caption));
            if (columns.Labels is { } label) labels!.Add(Text(records, label));
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
        // Names that are numbers would pass for a row.
        if (columns.NamesAreNumbers && columns.AreNames(record)) throw new InvalidDataException($"{path}, line {record.Line}: holds the names of the first line again. Remove it.");
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

    /// <summary>A cell as it stands, but for blanks around it; what stands in quotation marks keeps those too.</summary>
    internal static ReadOnlySpan<char> Text(CsvText record, int cell) => record.IsQuoted(cell) ? record[cell] : record[cell].Trim();

    /// <summary>A line that has another number of cells than the first.</summary>
    internal static InvalidDataException Uneven(string path, CsvText record, int columns)
    {
        var hint = record.Dialect.Separator == ',' && record.Count == 2 * columns ? " If its commas are decimal ones, write decimals with a point."
            : record[0].StartsWith('#') ? " Lines that begin with # are comments only on top of the file." : "";
        return new($"{path}, line {record.Line}: holds {record.Count} cell{(record.Count == 1 ? "" : "s")}, and the first line {columns}. Give every line the same number of cells.{hint}");
    }

    private static InvalidDataException Unfit(string path, CsvText record, int cell, bool missing, string[]? names, bool mayBeNames)
    {
        var column = string.Create(CultureInfo.InvariantCulture, $"column {cell + 1}{(names is { } known && known[cell].Length > 0 ? $" ({MessageText.Visible(known[cell])})" : "")}");
        var text = record[cell].Trim();
        var finding = text.IsEmpty ? "is empty." : $"'{MessageText.Visible(text)}' is not a number.";
        if (mayBeNames && !CellText.HasThousands(text) && !CellText.HasDecimalComma(text)) finding += " If the first line holds names, pass `Header = true`. Else:";
        return new($"{path}, line {record.Line}, {column}: {finding} {WayOut(text, missing, $"leave the column out ({ColumnChoice.Excluding(names, cell)})")}");
    }

    private static string WayOut(ReadOnlySpan<char> cell, bool missing, string without) =>
        CellText.IsPair(cell) ? "The file looks like SVMlight's, index:value pairs: save it as a table, or as a sparse array (scipy.sparse.save_npz)."
        : missing ? $"Fill it in, {without}, or take the column's mean for it (`Imputation.Mean`)."
        : CellText.HasThousands(cell) ? "Write numbers without marks between thousands, and decimals with a point."
        : CellText.HasDecimalComma(cell) ? "Write decimals with a point."
        : $"Give numbers only: {without}, take it as `Captions` or `Labels`, or encode it as numbers.";
}

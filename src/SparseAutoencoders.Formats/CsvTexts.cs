using System.Globalization;

namespace SparseAutoencoders.Formats;

/// <summary>Texts beside rows in a text file: its lines, or a column of a table.</summary>
internal static class CsvTexts
{
#if DEBUG
    private const int FirstSize = 4;
#else
    private const int FirstSize = 1 << 12;
#endif

    private const string CommaTable = ".csv", TabTable = ".tsv", Packed = ".gz";

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">Name or number of a column; null for the only one of a table (by its ending), or for lines.</param>
    /// <exception cref="InvalidDataException">There are none, there is no such column, or several and none is said.</exception>
    public static SpooledTexts Open(string path, string? column)
    {
        using var text = CsvRows.OpenText(path, out var isLatin, out var longestLine);
        var (isTable, isPlace) = (Ends(path, CommaTable) || Ends(path, TabTable), column is not null && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var texts = new SpooledTexts(path) { MayBeginWithName = column is null ? isTable : isPlace };
        try
        {
            if (column is not null) ReadColumn(path, new CsvText(text, path, longestLine), column, isPlace, texts);
            else if (isTable) ReadOnlyColumn(path, new CsvText(text, path, longestLine, comments: false), texts);
            else ReadLines(path, text, longestLine, texts);
            if (texts.Count == 0) throw new InvalidDataException($"{path}: holds no texts. Give a file with a text for each row.");
            texts.Complete();
            if (isLatin) texts.Notes = [$"{path}: is not UTF-8, and is read as Latin-1. If letters look wrong, save it as UTF-8."];
            return texts;
        }
        catch
        {
            texts.Dispose();
            throw;
        }
    }

    private static bool Ends(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase) || path.EndsWith(ending + Packed, StringComparison.OrdinalIgnoreCase);

    private static void ReadColumn(string path, CsvText records, string column, bool isPlace, SpooledTexts texts)
    {
        var sample = records.Sample();
        records.Dialect = CsvDialect.FindOfTexts(sample, out _);
        var (place, count, rows, empty) = (-1, 0, 0, 0);
        while (records.Read())
        {
            if (records.IsEmpty)
            {
                empty++;
                continue;
            }
            if (place < 0)
            {
                count = records.Count - (records.EndsWithSeparator && !isPlace ? 1 : 0);
                place = ColumnChoice.One(path, column, isPlace ? null : Names(records), count);
                if (!isPlace) continue;
            }
            // R writes no name for the names of rows.
            if (!isPlace && rows == 0 && records.Count == count + 1 && !records.EndsWithSeparator) (place, count) = (place + 1, count + 1);
            for (; empty > 0; empty--) texts.Add("");
            if (records.Count != count && !(records.Count == count + 1 && records.EndsWithSeparator)) throw CsvRows.Uneven(path, records, count);
            texts.Add(CsvRows.Text(records, place));
            rows++;
        }
    }

    // Lines that are empty at the end are none, as in a table of numbers.
    private static void ReadOnlyColumn(string path, CsvText records, SpooledTexts texts)
    {
        var dialect = CsvDialect.FindOfTexts(records.Sample(), out var agrees);
        records.Dialect = agrees ? dialect : new CsvDialect(Ends(path, TabTable) ? '\t' : ',');
        for (var empty = 0; records.Read();)
        {
            if (records.Count > 1)
                throw new InvalidDataException($"{path}, line {records.Line}: holds {records.Count} cells, where one text a line is wanted. Say which column it is ({path}:COLUMN, by name or number), write texts with separators in quotation marks, or give the file the ending .txt if its lines are the texts.");
            if (records.IsEmpty)
            {
                empty++;
                continue;
            }
            for (; empty > 0; empty--) texts.Add("");
            texts.Add(CsvRows.Text(records, 0));
        }
    }

    private static void ReadLines(string path, StreamReader text, int longest, SpooledTexts texts)
    {
        var (buffer, held) = (new char[FirstSize], 0);
        while (true)
        {
            var count = text.Read(buffer, held, buffer.Length - held);
            if (count == 0) break;
            var (begin, at, end) = (0, held, held + count);
            for (int found; (found = buffer.AsSpan(at, end - at).IndexOf('\n')) >= 0; begin = at)
            {
                at += found + 1;
                Add(buffer.AsSpan(begin, at - 1 - begin));
            }
            held = end - begin;
            if (held > longest) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}, line {texts.Count + 1}: is longer than {longest} characters. Check that line."));
            var next = held == buffer.Length ? new char[(int)Math.Min(2L * buffer.Length, longest + 1L)] : buffer;
            Array.Copy(buffer, begin, next, 0, held);
            buffer = next;
        }
        if (held > 0) Add(buffer.AsSpan(0, held));

        void Add(ReadOnlySpan<char> line) => texts.Add(line is [.. var before, '\r'] ? before : line);
    }

    private static string[] Names(CsvText first)
    {
        var names = new string[first.Count];
        for (var j = 0; j < names.Length; j++) names[j] = first[j].Trim().ToString();
        return names;
    }
}

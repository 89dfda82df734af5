namespace SparseAutoencoders.Formats;

/// <summary>How a text file tells its cells apart.</summary>
/// <param name="Separator">What stands between cells; a blank is any run of spaces and tabs.</param>
/// <param name="Cells">Cells of a row, by which a row that begins with # is known from a comment; 0 where every such line on top is a comment.</param>
internal readonly record struct CsvDialect(char Separator, int Cells = 0)
{
    private const char Blank = ' ', Mark = '#';

    private const string SeparatorLine = "sep=";

    // Where two fit equally well, the first.
    private static readonly char[] Candidates = ['\t', ';', '|', ',', Blank];

    /// <summary>Cells stand apart by runs of spaces and tabs.</summary>
    public bool IsBlanks => Separator == Blank;

    /// <summary>Finds the separator by which the lines have equally many cells, most of them numbers; a first line <c>sep=;</c> names it.</summary>
    /// <param name="sample">The file's first lines.</param>
    public static CsvDialect Find(CsvText sample)
    {
        var (best, most) = Fits(sample, Candidates);
        return (best.Agreement > 0 ? best : most).Dialect;
    }

    /// <summary>Finds the separator in the same way for texts, which hold blanks themselves.</summary>
    /// <param name="sample">The file's first lines.</param>
    /// <param name="agrees">It parts all lines alike, into more than one cell.</param>
    public static CsvDialect FindOfTexts(CsvText sample, out bool agrees)
    {
        var (best, most) = Fits(sample, Candidates.AsSpan(..^1));
        agrees = best.Agreement > 0;
        return (agrees ? best : most).Dialect;
    }

    private static (Fit Best, Fit Most) Fits(CsvText sample, ReadOnlySpan<char> candidates)
    {
        var (best, most) = (default(Fit), default(Fit));
        if (NamedBy(sample.NextLine) is { } named) return (best, Fit.Of(sample, named));
        foreach (var candidate in candidates)
        {
            var fit = Fit.Of(sample, candidate);
            if (fit.IsBetterThan(best)) best = fit;
            if (candidate != Blank && fit.First >= most.First) most = fit;
        }
        return (best, most);
    }

    /// <summary>A line on top that is no record: one that names the separator, or a comment. A line with as many cells as the table has is no comment.</summary>
    public bool PassesOver(ReadOnlySpan<char> line, int number)
    {
        if (number == 1 && NamedBy(line) is not null) return true;
        if (line.IsEmpty || line[0] != Mark) return false;
        if (Cells == 0) return true;
        if (Cells == 1) return !CellText.IsMissing(line);
        var cells = CountCells(line);
        return cells != Cells && !(cells == Cells + 1 && !IsBlanks && line[^1] == Separator) && !IsMarkedHeader(line);
    }

    /// <summary>A mark with a blank behind it: of several such lines on top, the last alone can hold names.</summary>
    public static bool IsRemark(ReadOnlySpan<char> line) => line.Length > 1 && line[0] == Mark && line[1] is ' ' or '\t';

    /// <summary>A line of names between blanks behind a mark, as numpy.savetxt writes it: the mark is no name.</summary>
    public bool IsMarkedHeader(ReadOnlySpan<char> line) =>
        IsBlanks && Cells > 1 && line.Length > 1 && line[0] == Mark && CountCells(line) == Cells + 1 && CountCells(line[1..]) == Cells && !HoldsNumber(line[1..]);

    private static char? NamedBy(ReadOnlySpan<char> line)
    {
        line = line.Trim(" \"\uFEFF");
        return line.Length == SeparatorLine.Length + 1 && line.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(line[^1]) ? line[^1] : null;
    }

    private int CountCells(ReadOnlySpan<char> line)
    {
        var cells = 0;
        if (!IsBlanks) return line.Count(Separator) + 1;
        foreach (var part in line.SplitAny(' ', '\t'))
            if (!line[part].IsEmpty) cells++;
        return cells;
    }

    private static bool HoldsNumber(ReadOnlySpan<char> line)
    {
        foreach (var part in line.SplitAny(' ', '\t'))
            if (!line[part].IsEmpty && CellText.TryParse(line[part], out _)) return true;
        return false;
    }

    /// <summary>How well a separator fits.</summary>
    /// <param name="Dialect">The separator, and the cells of a row.</param>
    /// <param name="First">Cells of the first record.</param>
    /// <param name="Agreement">2: all records have equally many cells, and more than one; 1: only the first lacks one; 0 otherwise.</param>
    /// <param name="Numeric">Share of the cells below the first record that are numbers.</param>
    private readonly record struct Fit(CsvDialect Dialect, int First, int Agreement, double Numeric)
    {
        public bool IsBetterThan(Fit other) => Agreement > other.Agreement || (Agreement > 0 && Agreement == other.Agreement && Numeric > other.Numeric);

        public static Fit Of(CsvText sample, char separator)
        {
            sample.Restart(new CsvDialect(separator));
            if (!sample.TryRead()) return new Fit(new CsvDialect(separator), 0, 0, 0);
            var (first, firstEnds, names) = (sample.Count, sample.EndsWithSeparator, HoldsWordsAlone(sample));
            var (cells, ends, numeric, all, consistent) = (0, false, NumericCells(sample, separator), first, true);
            while (sample.TryRead())
            {
                if (sample.IsEmpty) continue;
                if (cells == 0) (cells, ends, numeric, all) = (sample.Count, sample.EndsWithSeparator, 0, 0);
                numeric += NumericCells(sample, separator);
                all += sample.Count;
                consistent &= sample.Count == cells || (sample.Count == cells + 1 && sample.EndsWithSeparator) || (sample.Count == cells - 1 && ends);
            }
            if (cells == 0) cells = first;
            var agreement = !consistent || cells < 2 ? 0
                : first == cells || (first == cells + 1 && firstEnds) || (first == cells - 1 && ends) ? 2
                : first == cells - 1 && first > 1 ? 1
                : 0;
            return new Fit(new CsvDialect(separator, names ? 0 : cells), first, agreement, (double)numeric / all);
        }

        // Lines above a line of names are comments, whatever they hold.
        private static bool HoldsWordsAlone(CsvText record)
        {
            for (var cell = 0; cell < record.Count; cell++)
                if (CellText.IsNumeric(record[cell]) && !record[cell].IsEmpty) return false;
            return true;
        }

        private static int NumericCells(CsvText record, char separator)
        {
            var numeric = 0;
            for (var cell = 0; cell < record.Count; cell++)
                if (CellText.IsNumeric(record[cell]) || (separator != ',' && CellText.HasDecimalComma(record[cell]))) numeric++;
            return numeric;
        }
    }
}

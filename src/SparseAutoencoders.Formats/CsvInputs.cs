using System.Globalization;

namespace SparseAutoencoders.Formats;

/// <summary>The columns of a text file, and which of them are a row's inputs.</summary>
/// <param name="Names">Their names, if the first line holds such; "" for a column without one.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Taken">Those that are inputs, from 0; null for all.</param>
/// <param name="Captions">Which holds a text beside each row; null for none.</param>
/// <param name="Labels">Which holds what each row is known to be; null for none.</param>
/// <param name="Notes">What was in doubt.</param>
internal sealed record CsvInputs(string[]? Names, int Count, int[]? Taken, int? Captions, int? Labels, IReadOnlyList<string> Notes)
{
    // Pandas writes an index without a name, and calls it so when it has read it again.
    private const string ReadAgain = "Unnamed: ";

    /// <param name="path">The file.</param>
    /// <param name="layout">What its columns are.</param>
    /// <param name="first">Stands at the first record.</param>
    /// <param name="options">Which are taken.</param>
    public static CsvInputs Of(string path, CsvLayout layout, CsvText first, RowFileOptions options)
    {
        var names = layout.HasNames ? new string[layout.Count] : null;
        for (var j = 0; j < names?.Length; j++) names[j] = j < layout.Unnamed || j - layout.Unnamed >= first.Count ? "" : Name(first[j - layout.Unnamed].Trim(), j);
        var taken = ColumnChoice.Of(path, options, names, layout.Count);
        var (captions, labels) = ColumnChoice.Texts(path, options, names, layout.Count);
        List<string> notes = layout.Doubt is { } doubt ? [doubt] : [];
        // Where columns are named or numbered, or are a model's, they are just those.
        if (layout.Count > 1 && options.Columns is null && (options.Exclude is not null || options.ModelColumns is null))
        {
            // Saved and read again by pandas, a table has an index more each time.
            var index = names is null ? 0 : names.TakeWhile((name, j) => IsNameless(name) && layout.CanBeIndex(j)).Take(layout.Count - 1).Count();
            var isTaken = (Func<int, bool>)(column => taken?.Contains(column) != false);
            if (Enumerable.Range(0, index).Any(isTaken))
            {
                taken = [.. (taken ?? Enumerable.Range(0, layout.Count)).Where(column => column >= index)];
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {(index == 1 ? "the first column has no name, and names or numbers the rows: it is" : $"the first {index} columns have no name, and name or number the rows: they are")} left out. To take {(index == 1 ? "it" : "them")}, give `Columns = [\"1-{layout.Count}\"]`."));
            }
            if (names is not null && names.Skip(index).Any(IsNameless))
            {
                var nameless = index + names.Skip(index).TakeWhile(name => !IsNameless(name)).Count();
                if (isTaken(nameless))
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: column {nameless + 1} has no name, and is taken. If it is no input, leave it out ({ColumnChoice.Excluding(names, nameless)})."));
            }
            else if (index == 0 && layout.CountsRows && isTaken(0)) notes.Add($"{path}: the first column{(names is null ? "" : $" ({MessageText.Visible(names[0])})")} counts the rows, and is taken. If it is no input, leave it out ({ColumnChoice.Excluding(names, 0)}).");
        }
        return taken is [] ? throw new InvalidDataException($"{path}: no column is left. Exclude fewer.") : new CsvInputs(names, layout.Count, taken, captions, labels, notes);
    }

    /// <summary>All names are numbers.</summary>
    public bool NamesAreNumbers { get; } = Names is not null && Names.All(name => name.Length == 0 || CellText.TryParse(name, out _));

    /// <summary>A record holds the names again.</summary>
    public bool AreNames(CsvText record)
    {
        if (record.Count < Count) return false;
        for (var j = 0; j < Count; j++)
            if (!record[j].Trim().SequenceEqual(Names![j])) return false;
        return true;
    }

    /// <summary>Takes the rows' numbers.</summary>
    public SpooledRows<double> Rows(string path) => new(path, Taken?.Length ?? Count, new StoredNumber(NumberKind.Float64))
    {
        NumberType = "text",
        Columns = Names is null || Taken is null ? Names : [.. Taken.Select(column => Names[column])],
        Notes = Notes,
    };

    private static bool IsNameless(string name) => name.Length == 0 || name.StartsWith(ReadAgain, StringComparison.Ordinal);

    // numpy.savetxt writes a line of names as a comment.
    private static string Name(ReadOnlySpan<char> cell, int column) =>
        (column == 0 && cell.Length > 2 && cell[0] == '#' && char.IsWhiteSpace(cell[1]) ? cell[2..].TrimStart() : cell).ToString();
}

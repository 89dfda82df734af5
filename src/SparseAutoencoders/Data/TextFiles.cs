using System.Buffers;

namespace SparseAutoencoders;

/// <summary>Files of texts beside rows, one text a row: what <see cref="RowFileOptions.Captions"/> and <see cref="RowFileOptions.Labels"/> can name in place of a column.</summary>
internal static class TextFiles
{
    private static readonly SearchValues<char> SignsOfPaths = SearchValues.Create("./\\:*?");

    /// <summary>The file, folder or pattern that a value names, and which of its columns: null for the only one, or for lines.</summary>
    /// <returns>Null where there is no such file: the value is a column of the data.</returns>
    public static (string Path, string? Column)? Of(string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        if (IsThere(value)) return (value, null);
        for (var colon = value.Length; (colon = value.LastIndexOf(':', colon - 1)) > 0;)
            if (colon < value.Length - 1 && IsThere(value[..colon])) return (value[..colon], value[(colon + 1)..]);
        return null;
    }

    /// <summary>The value can be the name or number of a column as well: nothing in it is of a path or of an ending.</summary>
    public static bool CanBeColumn(string value) => !value.AsSpan().ContainsAny(SignsOfPaths);

    /// <summary>Texts of one file after those of another, for rows of which there are so many.</summary>
    /// <param name="parts">Those of each file; owned by what is returned.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="wanted">The first of them that are wanted: texts of all rows are cut down to these.</param>
    /// <param name="notes">Takes what was in doubt.</param>
    public static IRowTexts Join(IReadOnlyList<IRowTexts> parts, int rows, int wanted, List<string> notes)
    {
        var tables = parts.OfType<SpooledTexts>().Where(part => part.MayBeginWithName).ToList();
        foreach (var part in parts.OfType<SpooledTexts>()) notes.AddRange(part.Notes);
        // A line too many in each file is its column's name.
        var (count, all) = (parts.Sum(part => (long)part.Count), (long)rows);
        var skip = tables.Count > 0 && count != all && count != wanted && (count == all + tables.Count || count == (long)wanted + tables.Count) ? 1 : 0;
        if (skip > 0) notes.Add($"{tables[0].Source}: has one line more than there are rows: its first line ('{MessageText.Visible(tables[0][0])}') is taken for the column's name.");
        return new Series([.. parts.Select(part => (part, part is SpooledTexts { MayBeginWithName: true } ? skip : 0))], rows, wanted);
    }

    private static bool IsThere(string path)
    {
        if (File.Exists(path) || Directory.Exists(path)) return true;
        if (!RowFiles.IsPattern(path)) return false;
        try
        {
            return RowFiles.Find([path], []).Count > 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;                                        // the words of a column need be no path
        }
    }

    private sealed class Series : IRowTexts, IDisposable
    {
        private readonly IReadOnlyList<(IRowTexts Texts, int Skip)> _parts;
        private readonly long[] _firsts;                         // each part's first text, and behind the last the number of all

        public Series(IReadOnlyList<(IRowTexts Texts, int Skip)> parts, int rows, int wanted)
        {
            (_parts, _firsts) = (parts, new long[parts.Count + 1]);
            for (var i = 0; i < parts.Count; i++) _firsts[i + 1] = _firsts[i] + parts[i].Texts.Count - parts[i].Skip;
            Count = _firsts[^1] == rows ? wanted : (int)Math.Min(_firsts[^1], int.MaxValue);
        }

        public int Count { get; }

        public string this[int row]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(row);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
                var part = 0;
                while (_firsts[part + 1] <= row) part++;
                return _parts[part].Texts[(int)(row - _firsts[part]) + _parts[part].Skip];
            }
        }

        public void Dispose()
        {
            foreach (var (texts, _) in _parts) (texts as IDisposable)?.Dispose();
        }
    }
}

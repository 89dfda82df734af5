using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SparseAutoencoders.Formats;

/// <summary>A column of a file of columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">What it holds that is no number, in words; null if it holds numbers, or lists of them.</param>
/// <param name="IsIndex">It names the rows of a pandas data frame, and is an input only where it is asked for.</param>
internal sealed record TableColumn(string Name, string? Refusal, bool IsIndex)
{
    /// <summary>It holds texts.</summary>
    public bool IsText { get; init; }

    /// <summary>It holds bytes, which can be texts.</summary>
    public bool IsBytes { get; init; }

    /// <summary>It holds dates or times, which can be told as texts.</summary>
    public bool AreDates { get; init; }

    /// <summary>What a number of it is stored as, for its text: see <see cref="NumberTexts.Text"/>.</summary>
    public string NumberType { get; init; } = "float64";
}

/// <summary>Turns what a file holds column after column into rows. A column's numbers go to the disk as they come.</summary>
/// <param name="path">The file.</param>
/// <param name="all">Its columns.</param>
/// <param name="options">Which are taken, and whether they may have gaps.</param>
/// <param name="onlyTexts">No rows are wanted, but the texts of one column: that of <see cref="RowFileOptions.Captions"/>, or the only one.</param>
internal sealed partial class TableColumns(string path, IReadOnlyList<TableColumn> all, RowFileOptions options, bool onlyTexts = false) : IDisposable
{
#if DEBUG
    private const int NumbersPerBlock = 9;
#else
    private const int NumbersPerBlock = 1 << 15;
#endif

    private const int IndexNamesShown = 5;

    private readonly List<string> _notes = [];

    private readonly string[] _names = [.. all.Select(column => column.Name)];
    private int[] _lengths = [];
    private int[]? _taken;
    private (int? Captions, int? Labels)? _besides;
    private SpooledTexts? _captions, _labels;
    private long _claimed;

    /// <summary>The columns that are taken, from 0.</summary>
    /// <exception cref="InvalidDataException">There is no such column, it holds no numbers, or none is left.</exception>
    public IReadOnlyList<int> Taken => _taken ??= onlyTexts ? [] : Choose();

    /// <summary>All columns that are read, from 0: those taken, and those of texts.</summary>
    public IEnumerable<int> Read => Taken.Concat(new[] { Besides.Captions, Besides.Labels }.OfType<int>()).Distinct();

    private (int? Captions, int? Labels) Besides => _besides ??= onlyTexts && options.Captions is null ? (OnlyText(), null) : ColumnChoice.Texts(path, options, _names, all.Count);

    private SpooledRows<double>? Rows { get; set; }

    /// <summary>How many numbers the file may hold: a run of equal ones takes a few bytes, however long it is.</summary>
    public long MostNumbers { get; init; } = long.MaxValue;

    /// <summary>How many bytes of text it may hold.</summary>
    public required long MostBytes { get; init; }

    /// <summary>Counts numbers before they are read.</summary>
    /// <exception cref="InvalidDataException">They are more than the file may hold.</exception>
    public void Claim(long numbers)
    {
        _claimed += numbers;
        if (_claimed > MostNumbers)
            throw new InvalidDataException($"{path}: claims {_claimed} values or more, and at most {MostNumbers} are read from a file of its length. It is damaged, or holds hardly anything but equal values: get it again, or take fewer columns with `Columns`.");
    }

    /// <summary>Takes the next part of the file.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="read">Reads a column of it: is given the column, and what takes its numbers.</param>
    /// <param name="readTexts">Reads a column of texts: is given the column, and what takes them.</param>
    public void Append(int rows, Action<int, ColumnPart> read, Action<int, ColumnTexts> readTexts)
    {
        if (rows == 0) return;
        Claim((long)rows * Read.Count());
        if (Besides.Captions is { } caption) AppendTexts(_captions ??= new SpooledTexts(path), caption, rows, read, readTexts);
        if (Besides.Labels is { } label) AppendTexts(_labels ??= new SpooledTexts(path), label, rows, read, readTexts);
        if (onlyTexts) return;
        using var spool = new Spool(path);
        var parts = new List<ColumnPart>();
        foreach (var column in Taken)
        {
            var part = new ColumnPart(this, column, spool, options.KeepMissing);
            if (all[column].Refusal is null) read(column, part);
            else AddText(part, rows);
            if (part.Rows != rows) throw Fault(column, "holds another number of rows than the others. The file is damaged: get or save it again.");
            parts.Add(part);
        }
        Begin(parts);
        AppendRows(spool, rows);
    }

    private void AppendTexts(SpooledTexts texts, int column, int rows, Action<int, ColumnPart> read, Action<int, ColumnTexts> readTexts)
    {
        var part = new ColumnTexts(this, column, texts, MostBytes);
        if (all[column].IsText || all[column].IsBytes || all[column].AreDates) readTexts(column, part);
        else AppendNumbers(part, column, read);
        if (part.Count != rows) throw Fault(column, "holds another number of rows than the others. The file is damaged: get or save it again.");
    }

    private void AppendNumbers(ColumnTexts texts, int column, Action<int, ColumnPart> read)
    {
        if (all[column].Refusal is { } refusal) throw Fault(column, $"holds {refusal}, which are not read as texts. Save them as text.");
        using var spool = new Spool(path);
        var numbers = new ColumnPart(this, column, spool, keepMissing: true);
        read(column, numbers);
        if (numbers.IsList) throw Fault(column, "holds lists, which are not read as texts. Name a column of text.");
        var block = new double[NumbersPerBlock];
        for (var first = 0L; first < numbers.Rows;)
        {
            var some = block.AsSpan(0, (int)Math.Min(block.Length, numbers.Rows - first));
            spool.Read(first * sizeof(double), MemoryMarshal.AsBytes(some));
            foreach (var number in some) texts.Add(NumberTexts.Text(number, all[column].NumberType));
            first += some.Length;
        }
    }

    // In a file of texts.
    private int OnlyText()
    {
        int[] texts = all.Count == 1 ? [0] : [.. Enumerable.Range(0, all.Count).Where(column => all[column].IsText)];
        return texts is [var only] ? only
            : throw new InvalidDataException($"{path}: holds {(texts.Length == 0 ? $"{all.Count} columns, and none of text" : $"{texts.Length} columns of text")}. Say which one it is: {path}:COLUMN, by name or number.");
    }

    /// <summary>The texts alone; they are the caller's.</summary>
    public SpooledTexts CompleteTexts()
    {
        var texts = _captions ?? throw new InvalidDataException($"{path}: holds no rows. Give a file with a text for each row.");
        texts.Complete();
        _captions = null;
        return texts;
    }

    /// <summary>The rows; they are the caller's.</summary>
    public IRows Complete()
    {
        var rows = Rows ?? new SpooledRows<double>(path, Math.Max(1, Taken.Count), new StoredNumber(NumberKind.Float64)) { Columns = [.. Taken.Select(column => _names[column])] };
        rows.Complete();
        _captions?.Complete();
        _labels?.Complete();
        var complete = NotedRows.Of(rows, _captions, _labels);
        (Rows, _captions, _labels) = (null, null, null);
        return complete;
    }

    public void Dispose()
    {
        Rows?.Dispose();
        _captions?.Dispose();
        _labels?.Dispose();
    }

    private void Begin(List<ColumnPart> parts)
    {
        if (Rows is null)
        {
            _lengths = [.. parts.Select(part => part.Length)];
            for (int i = 0, place = 0; i < parts.Count; place += _lengths[i++])
                if (all[Taken[i]].Refusal is { } kind) options.Text!.Add(place, kind);
            if (_lengths.Sum(length => (long)length) is var width && width is 0 or > int.MaxValue / 16) throw new InvalidDataException($"{path}: its rows hold {width} numbers, which cannot be read. Take fewer columns with `Columns`.");
            Rows = new SpooledRows<double>(path, (int)width, new StoredNumber(NumberKind.Float64))
            {
                NumberType = "columns",
                Notes = _notes,
                Columns = [.. Taken.SelectMany((column, i) => parts[i].IsList ? Enumerable.Range(0, _lengths[i]).Select(j => string.Create(CultureInfo.InvariantCulture, $"{all[column].Name}[{j}]")) : [all[column].Name])],
            };
        }
        for (var i = 0; i < parts.Count; i++)
            if (parts[i].Length != _lengths[i]) throw Unequal(Taken[i], 0, parts[i].Length, _lengths[i]);
    }

    private void AppendRows(Spool columns, int rows)
    {
        var (width, longest) = (_lengths.Sum(), _lengths.Max());
        var atOnce = Math.Clamp(NumbersPerBlock / width, 1, rows);
        var (block, whole) = (new double[atOnce * longest], new double[atOnce * width]);
        for (var first = 0; first < rows; first += atOnce)
        {
            var (count, begin, place) = (Math.Min(atOnce, rows - first), 0L, 0);
            foreach (var length in _lengths)
            {
                var part = block.AsSpan(0, count * length);
                columns.Read((begin + (long)first * length) * sizeof(double), MemoryMarshal.AsBytes(part));
                for (var r = 0; r < count; r++) part.Slice(r * length, length).CopyTo(whole.AsSpan(r * width + place));
                (begin, place) = (begin + (long)rows * length, place + length);
            }
            for (var r = 0; r < count; r++) whole.AsSpan(r * width, width).CopyTo(Rows!.Append());
        }
    }

    /// <summary>A list that is not as long as the first.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="row">Its row, from 0, in the part that is read.</param>
    /// <param name="length">Its length.</param>
    /// <param name="first">That of the first.</param>
    public InvalidDataException Unequal(int column, int row, int length, int first) => new(string.Create(CultureInfo.InvariantCulture,
        $"{path}, row {Count + row + 1L}, {Place(column)}: holds {(length == 0 ? "no list" : $"a list of {length} numbers")}{(first > 0 ? $", and the first row one of {first}" : "")}. Give every row a list of one length, or {LeaveOut(column)}."));

    private int Count => Rows?.Count ?? 0;

    private static void AddText(ColumnPart part, int rows)
    {
        var cells = new double[Math.Min(rows, NumbersPerBlock)];
        cells.AsSpan().Fill(TextColumns.Cell);
        for (var first = 0; first < rows; first += cells.Length) part.Add(cells.AsSpan(0, Math.Min(cells.Length, rows - first)));
    }

    /// <summary>A value that is missing.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="row">Its row, from 0, in the part that is read.</param>
    public InvalidDataException Missing(int column, long row) => new(string.Create(CultureInfo.InvariantCulture,
        $"{path}, row {Count + row + 1L}, {Place(column)}: is missing. Fill it in, {LeaveOut(column)}, or take the column's mean for it (`Imputation.Mean`)."));

    /// <summary>A value that is no text.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="row">Its row, from 0, in the part that is read.</param>
    public InvalidDataException NoText(int column, long row) => new(string.Create(CultureInfo.InvariantCulture,
        $"{path}, row {Count + row + 1L}, {Place(column)}: holds bytes that are no text in UTF-8. Save it as text."));

    /// <summary>What is wrong with a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="finding">Finding and way out.</param>
    /// <param name="cause">What it was found by.</param>
    public InvalidDataException Fault(int column, string finding, Exception? cause = null) => new($"{path}, {Place(column)}: {finding}", cause);

    /// <summary>The advice to do without a column.</summary>
    public string LeaveOut(int column) => $"leave the column out ({ColumnChoice.Excluding(_names, column)})";

    private string Place(int column) => string.Create(CultureInfo.InvariantCulture, $"column {column + 1} ({MessageText.Visible(all[column].Name)})");

    private int[] Choose()
    {
        // The numbers of a list stand under its one name in the file.
        var wanted = options.ModelColumns is { } inputs ? [.. inputs.Select(name => all.Any(column => column.Name == name) ? name : Index().Replace(name, "")).Distinct()] : (string[]?)null;
        var asked = ColumnChoice.Of(path, options with { ModelColumns = wanted }, _names, all.Count) ?? [.. Enumerable.Range(0, all.Count)];
        int[] index = options.Columns is null ? [.. asked.Where(column => all[column].IsIndex && wanted?.Contains(all[column].Name) != true)] : [];
        int[] taken = [.. asked.Except(index)];
        if (index.Length > 0)
        {
            var names = string.Join(", ", index.Take(IndexNamesShown).Select(column => MessageText.Visible(all[column].Name))) + (index.Length > IndexNamesShown ? ", …" : "");
            var finding = $"{path}: holds the index of a pandas data frame ({names}), which names rows and is not a measurement";
            if (taken.Length == 0) throw new InvalidDataException($"{finding}, and nothing else. Name it in `Columns` if it is to be an input.");
            _notes.Add($"{finding}: it is left out. Name it in `Columns` if it is to be an input.");
        }
        foreach (var column in taken)
            if (all[column].Refusal is { } refusal && options.Text is null) throw Fault(column, $"holds {refusal}, not numbers. {Capital(LeaveOut(column))}{(all[column].IsText || all[column].AreDates ? ", take it as `Captions` or `Labels`" : "")}, or encode it as numbers.");
        return taken;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"\[[0-9]+\]$")]
    private static partial Regex Index();
}

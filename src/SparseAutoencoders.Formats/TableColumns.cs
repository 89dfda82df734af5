using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>A column of a file of columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">What it holds that is no number, in words; null if it holds numbers, or lists of them.</param>
internal sealed record TableColumn(string Name, string? Refusal);

/// <summary>What a column holds for some rows.</summary>
/// <param name="Numbers">(rows, <paramref name="Length"/>); what is missing is NaN.</param>
/// <param name="Length">Numbers of a row.</param>
/// <param name="IsList">A row holds a list.</param>
internal readonly record struct ColumnPart(double[] Numbers, int Length, bool IsList);

/// <summary>Turns what a file holds column after column into rows. One column of one part of the file is in memory at a time.</summary>
/// <param name="path">The file.</param>
/// <param name="all">Its columns.</param>
/// <param name="options">Which are taken, and whether they may have gaps.</param>
internal sealed partial class TableColumns(string path, IReadOnlyList<TableColumn> all, RowFileOptions options) : IDisposable
{
#if DEBUG
    private const int NumbersPerBlock = 9;
#else
    private const int NumbersPerBlock = 1 << 15;
#endif

    private int[] _lengths = [];

    /// <summary>The columns that are taken, from 0.</summary>
    public IReadOnlyList<int> Taken { get; } = Choose(path, all, options);

    private SpooledRows<double>? Rows { get; set; }

    /// <summary>Takes the next part of the file.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="read">Reads a column of it.</param>
    public void Append(int rows, Func<int, ColumnPart> read)
    {
        if (rows == 0) return;
        using var spool = new Spool(path);
        var parts = new List<ColumnPart>();
        foreach (var column in Taken)
        {
            var part = read(column);
            if (part.Numbers.Length != (long)rows * part.Length) throw new InvalidDataException($"{path}, {Place(column)}: holds another number of rows than the others. The file is damaged: get or save it again.");
            if (!options.KeepMissing && Array.FindIndex(part.Numbers, double.IsNaN) is >= 0 and var missing) throw Missing(column, missing / part.Length);
            spool.Append(MemoryMarshal.AsBytes(part.Numbers.AsSpan()));
            parts.Add(part with { Numbers = [] });
        }
        Begin(parts);
        AppendRows(spool, rows);
    }

    /// <summary>The rows; they are the caller's.</summary>
    public SpooledRows<double> Complete()
    {
        var rows = Rows ?? throw new InvalidDataException($"{path}: holds no rows. Give a file with rows.");
        rows.Complete();
        Rows = null;
        return rows;
    }

    public void Dispose() => Rows?.Dispose();

    private void Begin(List<ColumnPart> parts)
    {
        if (Rows is null)
        {
            _lengths = [.. parts.Select(part => part.Length)];
            if (_lengths.Sum(length => (long)length) is var width && width is 0 or > int.MaxValue / 16) throw new InvalidDataException($"{path}: its rows hold {width} numbers, which cannot be read. Take fewer columns with --columns.");
            Rows = new SpooledRows<double>(path, (int)width, new StoredNumber(NumberKind.Float64))
            {
                NumberType = "columns",
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
        $"{path}, row {Count + row + 1L}, {Place(column)}: holds {(length == 0 ? "no list" : $"a list of {length} numbers")}, and the first row one of {first}. Give every row a list of one length, or leave the column out (--exclude {MessageText.Visible(all[column].Name)})."));

    private int Count => Rows?.Count ?? 0;

    private InvalidDataException Missing(int column, int row) => new(string.Create(CultureInfo.InvariantCulture,
        $"{path}, row {Count + row + 1L}, {Place(column)}: is missing. Fill it in, leave the column out (--exclude {MessageText.Visible(all[column].Name)}), or take the column's mean for it (--impute mean)."));

    private string Place(int column) => Place(all, column);

    private static string Place(IReadOnlyList<TableColumn> all, int column) => string.Create(CultureInfo.InvariantCulture, $"column {column + 1} ({MessageText.Visible(all[column].Name)})");

    private static int[] Choose(string path, IReadOnlyList<TableColumn> all, RowFileOptions options)
    {
        // The numbers of a list stand under its one name in the file.
        if (options.ModelColumns is { } wanted) options = options with { ModelColumns = [.. wanted.Select(name => all.Any(column => column.Name == name) ? name : Index().Replace(name, "")).Distinct()] };
        var taken = ColumnChoice.Of(path, options, [.. all.Select(column => column.Name)], all.Count) ?? [.. Enumerable.Range(0, all.Count)];
        foreach (var column in taken)
        {
            if (all[column].Refusal is { } refusal)
                throw new InvalidDataException($"{path}, {Place(all, column)}: holds {refusal}, not numbers. Leave the column out (--exclude {MessageText.Visible(all[column].Name)}), or encode it as numbers.");
        }
        return taken;
    }

    [GeneratedRegex(@"\[[0-9]+\]$")]
    private static partial Regex Index();
}

namespace SparseAutoencoders;

/// <summary>The rows of several sources, one source after the other. It owns them.</summary>
internal sealed class RowSeries : IRows
{
    private const string Bytes = "uint8";

    private readonly IReadOnlyList<IRows> _parts;
    private readonly IReadOnlyList<string> _notes;
    private readonly int[] _firsts;                              // each part's first row, and behind the last the number of all

    /// <param name="parts">At least one; all agree in width, and those that name their columns in the names.</param>
    /// <param name="notes">What is to be said of sources that are not among them.</param>
    /// <exception cref="InvalidDataException">They do not, or there are more rows than can be counted.</exception>
    public RowSeries(IReadOnlyList<IRows> parts, IReadOnlyList<string>? notes = null)
    {
        var (bytes, other) = (parts.FirstOrDefault(part => part.NumberType == Bytes), parts.FirstOrDefault(part => part.NumberType != Bytes));
        _notes = bytes is null || other is null ? notes ?? []
            : [.. notes ?? [], $"{bytes.Name}: holds {Bytes}, and {other.Name} {other.NumberType}. Bytes of arrays and images are read as value/255, other numbers as they are: save all in one type if that is not meant."];
        var (first, named) = (parts[0], parts.FirstOrDefault(part => part.Columns is not null));
        _firsts = new int[parts.Count + 1];
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (part.Width != first.Width) throw Differs(part, $"its rows hold {part.Width} numbers, and those of {first.Name} {first.Width}");
            for (var j = 0; part.Columns is { } columns && j < columns.Count; j++)
                if (columns[j] != named!.Columns![j]) throw Differs(part, $"its column {j + 1} is '{MessageText.Visible(columns[j])}', and that of {named.Name} '{MessageText.Visible(named.Columns[j])}'");
            if ((long)_firsts[i] + part.Count > int.MaxValue) throw new InvalidDataException($"{part.Name}: with it there are more than {int.MaxValue} rows. Give fewer files.");
            _firsts[i + 1] = _firsts[i] + part.Count;
        }
        (_parts, Columns) = (parts, named?.Columns);
        Name = parts.Count == 1 ? first.Name : $"{first.Name} and {parts.Count - 1} more";
        NumberType = parts.All(part => part.NumberType == first.NumberType) ? first.NumberType : "mixed";
        Image = parts.All(part => part.Image == first.Image) ? first.Image : null;
    }

    public string Name { get; }

    public int Count => _firsts[^1];

    public int Width => _parts[0].Width;

    public string NumberType { get; }

    public ImageShape? Image { get; }

    public IReadOnlyList<string>? Columns { get; }

    public IReadOnlyList<string> Notes => [.. _notes, .. _parts.SelectMany(part => part.Notes)];

    public IRowTexts? Captions => Texts(part => part.Captions);

    public IRowTexts? Labels => Texts(part => part.Labels);

    public int PlaceInSource(int row)
    {
        var part = PartOf(row);
        return _parts[part].PlaceInSource(row - _firsts[part]);
    }

    public string SourceOf(int row)
    {
        var part = PartOf(row);
        return _parts[part].SourceOf(row - _firsts[part]);
    }

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        for (var part = destination.Length > 0 ? PartOf(first) : 0; destination.Length > 0; part++)
        {
            var count = Math.Min(destination.Length / Width, _firsts[part + 1] - first);
            _parts[part].Read(first - _firsts[part], destination[..(count * Width)]);
            destination = destination[(count * Width)..];
            first += count;
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    private IRowTexts? Texts(Func<IRows, IRowTexts?> of)
    {
        var texts = _parts.Select(of).ToArray();
        return texts.All(part => part is null) ? null : RowTexts.Of(Count, row => PartOf(row) is var part && texts[part] is { } known ? known[row - _firsts[part]] : "");
    }

    // Every part holds a row at least, so that no two begin at the same.
    private int PartOf(int row) => Array.BinarySearch(_firsts, row) is var found && found >= 0 ? found : ~found - 1;

    private static InvalidDataException Differs(IRows part, string finding) =>
        new($"{part.Name}: {finding}. Give files of one kind together, or say which columns are to be taken of each with `Columns`.");
}

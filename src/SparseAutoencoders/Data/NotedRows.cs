namespace SparseAutoencoders;

/// <summary>Rows with texts beside them. It owns the rows.</summary>
/// <param name="rows">The rows.</param>
internal sealed class NotedRows(IRows rows) : RowView(rows)
{
    private IRowTexts? _captions = rows.Captions, _labels = rows.Labels;
    private IReadOnlyList<string> _notes = [];

    public override IReadOnlyList<string> Notes => [.. Source.Notes, .. _notes];

    public override IRowTexts? Captions => _captions;

    public override IRowTexts? Labels => _labels;

    /// <summary>The rows with these captions and labels; null leaves what they have.</summary>
    /// <param name="rows">Owned by what is returned, as the texts are.</param>
    /// <param name="captions">One for each row.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="notes">What was in doubt about them.</param>
    /// <param name="all">How many rows there are of which these are the first; null where these are all.</param>
    /// <exception cref="InvalidDataException">There are not as many as rows.</exception>
    public static IRows Of(IRows rows, IRowTexts? captions, IRowTexts? labels, IReadOnlyList<string>? notes = null, int? all = null) => captions is null && labels is null && notes is not { Count: > 0 } ? rows
        : new NotedRows(rows) { _captions = Fitting(rows, captions, "captions", all) ?? rows.Captions, _labels = Fitting(rows, labels, "labels", all) ?? rows.Labels, _notes = notes ?? [] };

    public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);

    protected override void Dispose(bool disposing)
    {
        Source.Dispose();
        (_captions as IDisposable)?.Dispose();
        (_labels as IDisposable)?.Dispose();
        base.Dispose(disposing);
    }

    private static IRowTexts? Fitting(IRows rows, IRowTexts? texts, string what, int? all) => texts is null || texts.Count == rows.Count ? texts
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{what}: there are {texts.Count}, but {rows.Name} has {all ?? rows.Count} rows{(all > rows.Count ? $", of which the first {rows.Count} are wanted" : "")}. Give one for each row, in the same order."));
}

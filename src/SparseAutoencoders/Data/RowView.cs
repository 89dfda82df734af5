namespace SparseAutoencoders;

/// <summary>Rows that are another source's, seen in another way: what is not said anew is the source's.</summary>
/// <param name="source">The other rows. Disposing a view leaves them open, unless it says otherwise.</param>
public abstract class RowView(IRows source) : IRows
{
    /// <inheritdoc/>
    public string Name => Source.Name;

    /// <inheritdoc/>
    public virtual int Count => Source.Count;

    /// <inheritdoc/>
    public virtual int Width => Source.Width;

    /// <inheritdoc/>
    public virtual int TargetWidth => Source.TargetWidth;

    /// <inheritdoc/>
    public string NumberType => Source.NumberType;

    /// <inheritdoc/>
    public virtual ImageShape? Image => Source.Image;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string>? Columns => Source.Columns;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Notes => Source.Notes;

    /// <inheritdoc/>
    public virtual IRowTexts? Captions => RowTexts.Of(Source.Captions, Count, RowOfSource);

    /// <inheritdoc/>
    public virtual IRowTexts? Labels => RowTexts.Of(Source.Labels, Count, RowOfSource);

    /// <summary>The other rows.</summary>
    protected IRows Source { get; } = source;

    /// <inheritdoc/>
    public virtual int PlaceInSource(int row) => Source.PlaceInSource(RowOfSource(row));

    /// <inheritdoc/>
    public virtual string SourceOf(int row) => Source.SourceOf(RowOfSource(row));

    /// <inheritdoc/>
    public virtual string PlaceOf(int? row, int column) =>
        TargetWidth == 0 ? RowCheck.PlaceOf(this, row, column) : Source.PlaceOf(row is { } one ? RowOfSource(one) : null, column);

    /// <summary>Which of the other rows a row is: the same, unless the view says otherwise.</summary>
    protected virtual int RowOfSource(int row) => row;

    /// <inheritdoc/>
    public abstract void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the view.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

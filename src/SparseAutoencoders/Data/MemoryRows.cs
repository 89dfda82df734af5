namespace SparseAutoencoders;

/// <summary>Rows that are already in memory.</summary>
public sealed class MemoryRows<TStored>(Matrix<TStored> rows, ImageShape? image, string name) : IRows
    where TStored : unmanaged, IBinaryFloatingPointIeee754<TStored>
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => rows.Rows;

    /// <inheritdoc/>
    public int Width => rows.Columns;

    /// <inheritdoc/>
    public string NumberType => typeof(TStored) == typeof(float) ? "float32" : "float64";

    /// <inheritdoc/>
    public ImageShape? Image => image;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc/>
    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        var source = rows.All.Slice(first * Width, destination.Length);
        if (typeof(T) == typeof(TStored)) MemoryMarshal.Cast<TStored, T>(source).CopyTo(destination);
        else for (var i = 0; i < source.Length; i++) destination[i] = T.CreateTruncating(source[i]);
    }

    /// <summary>Some of the rows themselves.</summary>
    internal Matrix<TStored> Lend(int first, int count)
    {
        RowRange.Check(this, first, count * Width);
        return rows.Window(first * Width, count, Width);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}

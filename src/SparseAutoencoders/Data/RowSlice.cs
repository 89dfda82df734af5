using System.Numerics;

namespace SparseAutoencoders.Data;

/// <summary>A run of consecutive rows of another source, which it leaves open.</summary>
internal sealed class RowSlice : IRows
{
    private readonly IRows _rows;
    private readonly int _first;

    public RowSlice(IRows rows, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, rows.Count - first);
        (_rows, _first, Count) = (rows, first, count);
    }

    public string Name => _rows.Name;

    public int Count { get; }

    public int Width => _rows.Width;

    public string NumberType => _rows.NumberType;

    public ImageShape? Image => _rows.Image;

    public IReadOnlyList<string>? Columns => _rows.Columns;

    public int PlaceInSource(int row) => _rows.PlaceInSource(_first + row);

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, (long)(Count - first) * Width);
        _rows.Read(_first + first, destination);
    }

    public void Dispose() { }
}

using System.Numerics;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Some of the rows, evenly spaced: enough to look at a model that changes every few seconds.</summary>
internal sealed class SpacedRows(IRows rows, int count) : IRows
{
    public string Name => rows.Name;

    public int Count => count;

    public int Width => rows.Width;

    public string NumberType => rows.NumberType;

    public ImageShape? Image => rows.Image;

    public IReadOnlyList<string>? Columns => rows.Columns;

    public int PlaceInSource(int row) => (int)((long)row * rows.Count / count);

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var r = 0; r < destination.Length / Width; r++) rows.Read(PlaceInSource(first + r), destination.Slice(r * Width, Width));
    }

    public void Dispose() { }
}

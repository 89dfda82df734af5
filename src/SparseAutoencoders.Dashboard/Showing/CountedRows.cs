using System.Numerics;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Rows that tell how far they have been read.</summary>
internal sealed class CountedRows(IRows rows, Action<double> progress) : IRows
{
    public string Name => rows.Name;

    public int Count => rows.Count;

    public int Width => rows.Width;

    public string NumberType => rows.NumberType;

    public ImageShape? Image => rows.Image;

    public IReadOnlyList<string>? Columns => rows.Columns;

    public int PlaceInSource(int row) => rows.PlaceInSource(row);

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        rows.Read(first, destination);
        progress((first + destination.Length / (double)Width) / Count);
    }

    public void Dispose() { }
}

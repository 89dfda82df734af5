using System.Numerics;

namespace SparseAutoencoders.Data;

/// <summary>Some rows of another source, which it leaves open.</summary>
/// <param name="rows">The source.</param>
/// <param name="selected">Which rows, in the order they are to have.</param>
internal sealed class RowSelection(IRows rows, int[] selected) : IRows
{
    public string Name => rows.Name;

    public int Count => selected.Length;

    public int Width => rows.Width;

    public string NumberType => rows.NumberType;

    public ImageShape? Image => rows.Image;

    public IReadOnlyList<string>? Columns => rows.Columns;

    public int PlaceInSource(int row) => rows.PlaceInSource(selected[row]);

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = destination.Length / Width;
        var read = 0;
        while (read < count)                                     // neighbours in the source are read together
        {
            var run = 1;
            while (read + run < count && selected[first + read + run] == selected[first + read] + run) run++;
            rows.Read(selected[first + read], destination.Slice(read * Width, run * Width));
            read += run;
        }
    }

    public void Dispose() { }
}

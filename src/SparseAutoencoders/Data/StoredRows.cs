namespace SparseAutoencoders;

/// <summary>Rows that lie one after the other in a file, read where they are wanted.</summary>
internal sealed class StoredRows(ByteSource source, string name, long offset, RowShape shape, StoredNumber number) : IRows
{
    public string Name => name;

    public int Count => shape.Rows;

    public int Width => shape.Width;

    public string NumberType => number.Name;

    public ImageShape? Image => shape.Image;

    public IReadOnlyList<string>? Columns => null;

    public IReadOnlyList<string> Notes { get; init; } = [];

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        number.Read(source, offset + (long)first * Width * number.Size, destination);
    }

    public void Dispose() => source.Dispose();
}

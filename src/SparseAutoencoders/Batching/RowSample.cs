namespace SparseAutoencoders;

/// <summary>Some rows, evenly spread over all, taken as all go by in order.</summary>
/// <param name="rows">How many all are.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="most">Rows that are wanted.</param>
internal sealed class RowSample<T>(int rows, int width, int most = BlockSizes.Rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int _taken;

    /// <summary>The rows taken so far lie at its beginning.</summary>
    public Matrix<T> Rows { get; } = new(Math.Min(most, rows), width);

    /// <summary>Takes what it wants of the next rows.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="block">The rows.</param>
    public void Add(int first, Matrix<T> block)
    {
        for (; _taken < Rows.Rows && Place(_taken) < first + block.Rows; _taken++) block.Row(Place(_taken) - first).CopyTo(Rows.Row(_taken));
    }

    private int Place(int number) => (int)((long)number * rows / Rows.Rows);
}

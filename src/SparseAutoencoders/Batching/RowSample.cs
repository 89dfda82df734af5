namespace SparseAutoencoders;

/// <summary>Some rows, evenly spread over all, taken as a machine's rows go by in order.</summary>
/// <param name="shards">Which rows are this machine's.</param>
/// <param name="rows">How many all are.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="most">Rows that are wanted.</param>
internal sealed class RowSample<T>(Shards shards, int rows, int width, int most = BlockSizes.Rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _taken = new(Math.Min(most, rows), width);
    private int _count, _next;

    /// <summary>Takes what it wants of the next rows.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="block">The rows.</param>
    public void Add(int first, Matrix<T> block)
    {
        while (_next < _taken.Capacity && Place(_next) < first) _next++;
        for (; _next < _taken.Capacity && Place(_next) < first + block.Rows; _next++) block.Row(Place(_next) - first).CopyTo(_taken.Row(_count++));
    }

    /// <summary>Those of all machines, once all rows have gone by.</summary>
    public Matrix<T> Complete()
    {
        if (!shards.IsAlone) shards.Gather<T>(_taken.Block(0, _count)).CopyTo(_taken.All);
        return _taken;
    }

    private int Place(int number) => (int)((long)number * rows / _taken.Capacity);
}

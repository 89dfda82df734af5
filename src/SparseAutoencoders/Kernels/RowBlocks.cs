namespace SparseAutoencoders;

/// <summary>Work on the rows of a batch, cut into blocks of a fixed number of rows, one task each. Sums over rows are kept per block and
/// added in the order of the blocks, so the result does not depend on the number of threads.</summary>
internal static class RowBlocks
{
    /// <summary>Rows of a block. Small, so that a batch of 256 keeps several cores busy; Debug builds cut finer to walk the edges.</summary>
#if DEBUG
    public const int Size = 3;

    private const int WorthThreads = 0;
#else
    public const int Size = 32;

    // Numbers from which on threads are worth waking: some 8 µs for one.
    private const int WorthThreads = 1 << 13;
#endif

    /// <summary>Blocks that so many rows make.</summary>
    public static int Count(int rows) => (rows + Size - 1) / Size;

    /// <summary>Does what is to be done with each block; few numbers stay on the calling thread.</summary>
    public static void Run<TBody>(Workers workers, int rows, int columns, in TBody body) where TBody : struct, IParallelBody
    {
        var blocks = Count(rows);
        if ((long)rows * columns >= WorthThreads) workers.Run(blocks, body);
        else for (var block = 0; block < blocks; block++) body.Invoke(block);
    }

    /// <summary>First row and number of rows of a block.</summary>
    public static (int First, int Rows) Bounds(int block, int rows) => (block * Size, Math.Min(Size, rows - block * Size));
}

/// <summary>Sums over rows: one line of sums a block, then all lines added in order.</summary>
/// <param name="columns">Sums in a line.</param>
internal sealed class BlockSums(int columns)
{
    private double[] _lines = [];

    /// <summary>Makes room for a number of blocks.</summary>
    public void Prepare(int blocks)
    {
        if (_lines.Length < blocks * columns) _lines = new double[blocks * columns];
    }

    /// <summary>The sums of a block, cleared.</summary>
    public Span<double> SumsOf(int block)
    {
        var line = _lines.AsSpan(block * columns, columns);
        line.Clear();
        return line;
    }

    /// <summary>result[c] = Σ over blocks, first to last.</summary>
    public void Total(int blocks, Span<double> result)
    {
        result.Clear();
        for (var b = 0; b < blocks; b++)
            for (var c = 0; c < columns; c++) result[c] += _lines[b * columns + c];
    }
}

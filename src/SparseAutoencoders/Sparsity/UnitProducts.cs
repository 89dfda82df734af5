namespace SparseAutoencoders;

/// <summary>u_il = W_e[l]·x_i of all rows, block after block, for what goes through them several times at the same weights.</summary>
/// <remarks>The products of the first blocks are kept up to a fixed size and computed again beyond it, so memory does not grow with the rows.</remarks>
/// <param name="rows">The rows.</param>
/// <param name="hiddenUnits">Hidden units.</param>
/// <param name="workers">Threads.</param>
internal sealed class UnitProducts<T>(PreparedRows<T> rows, int hiddenUnits, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KeptBlocks<T> _products = new(rows.Shards, rows.Count, hiddenUnits);
    private readonly Matrix<T> _low = new(1, hiddenUnits), _high = new(1, hiddenUnits);

    /// <summary>The rows.</summary>
    public PreparedRows<T> Rows => rows;

    /// <summary>Rows of a block; the last may have fewer.</summary>
    public int Height => _products.Height;

    /// <summary>Smallest product of each unit.</summary>
    public ReadOnlySpan<T> Low => _low.All;

    /// <summary>Largest product of each unit.</summary>
    public ReadOnlySpan<T> High => _high.All;

    /// <summary>The products of one block after the other, each with its shard. To be gone through to the end: the machines meet there.</summary>
    /// <param name="parameters">Whose weights.</param>
    /// <param name="first">The first time at these weights: smallest and largest are found as well.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public IEnumerable<(int Shard, Matrix<T> Products)> Blocks(Parameters<T> parameters, bool first, CancellationToken cancellation)
    {
        if (first)
        {
            _low.All.Fill(T.PositiveInfinity);
            _high.All.Fill(T.NegativeInfinity);
        }
        cancellation.ThrowIfCancellationRequested();
        var known = first ? 0 : _products.Own;
        var blocks = rows.BlocksOf(Height);
        for (var block = 0; block < known; block++) yield return (blocks[block].Shard, _products[block]);
        foreach (var (number, shard, block) in rows.InputBlocks(Height, cancellation, from: known))
        {
            var products = _products[number];
            products.Resize(block.Rows);
            MatrixProduct.MultiplyByTranspose(block, parameters.EncoderWeights, products, workers);
            if (first) Widen(products);
            yield return (shard, products);
        }
        if (!first) yield break;
        rows.Shards.Least(_low.All);
        rows.Shards.Greatest(_high.All);
    }

    private void Widen(Matrix<T> products)
    {
        for (var r = 0; r < products.Rows; r++)
        {
            Elementwise.Map<T, Smaller>(products.Row(r), _low.All, _low.All, default);
            Elementwise.Map<T, Larger<T>>(products.Row(r), _high.All, _high.All, default);
        }
    }

    private readonly struct Smaller : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Min(x, y);
    }
}

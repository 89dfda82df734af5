namespace SparseAutoencoders;

/// <summary>Z = X Wᵀ + b, some units after the other: each slab of it is looked at while it is in the cache, and then gives way to the next.</summary>
internal sealed class SlabProduct<T>(Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
#if DEBUG
    private const int Numbers = 60, LeastUnits = 5;
#else
    private const int Numbers = 1 << 20, LeastUnits = 512;
#endif

    private Matrix<T>? _slab;

    /// <summary>Gives candidates all numbers of all rows.</summary>
    /// <param name="rows">(rows, inputs).</param>
    /// <param name="weights">(units, inputs).</param>
    /// <param name="bias">(1, units).</param>
    /// <param name="candidates">Take them; begun.</param>
    public void Run(Matrix<T> rows, Matrix<T> weights, Matrix<T> bias, params ReadOnlySpan<Candidates<T>> candidates)
    {
        var (units, inputs) = (weights.Rows, weights.Columns);
        var atOnce = Math.Min(units, Math.Max(LeastUnits, Numbers / Math.Max(1, rows.Rows)));
        for (var first = 0; first < units; first += atOnce)
        {
            var count = Math.Min(atOnce, units - first);
            if (_slab is null || _slab.Capacity < rows.Rows * count) _slab = new Matrix<T>(rows.Rows * atOnce, 1);
            var slab = _slab.Window(0, rows.Rows, count);
            MatrixProduct.MultiplyByTranspose(rows, weights.Window(first * inputs, count, inputs), bias.Window(first, 1, count), slab, workers);
            foreach (var one in candidates) RowBlocks.Run(workers, rows.Rows, count, new Look(slab, first, one));
        }
    }

    private readonly struct Look(Matrix<T> slab, int first, Candidates<T> candidates) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (begin, rows) = RowBlocks.Bounds(task, slab.Rows);
            for (var r = begin; r < begin + rows; r++) candidates.Add(r, first, slab.Row(r));
        }
    }
}

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
    private (Matrix<T>? Weights, Matrix<T>? Bias, int Rows) _of;
    private (Matrix<T> Weights, Matrix<T> Bias, Matrix<T> Product)[] _slabs = [];

    /// <summary>Gives candidates all numbers of all rows.</summary>
    /// <param name="rows">(rows, inputs).</param>
    /// <param name="weights">(units, inputs).</param>
    /// <param name="bias">(1, units).</param>
    /// <param name="candidates">Take them; begun.</param>
    public void Run(Matrix<T> rows, Matrix<T> weights, Matrix<T> bias, params ReadOnlySpan<Candidates<T>> candidates)
    {
        if (_of != (weights, bias, rows.Rows)) Cut(weights, bias, rows.Rows);
        var first = 0;
        foreach (var (some, start, slab) in _slabs)
        {
            MatrixProduct.MultiplyByTranspose(rows, some, start, slab, workers);
            foreach (var one in candidates) RowBlocks.Run(workers, rows.Rows, slab.Columns, new Look(slab, first, one));
            first += slab.Columns;
        }
    }

    // Windows on the same matrices serve all batches of a size.
    private void Cut(Matrix<T> weights, Matrix<T> bias, int rows)
    {
        var (units, inputs) = (weights.Rows, weights.Columns);
        var atOnce = Math.Min(units, Math.Max(LeastUnits, Numbers / Math.Max(1, rows)));
        if (_slab is null || _slab.Capacity < rows * atOnce) _slab = new Matrix<T>(rows * atOnce, 1);
        _slabs = new (Matrix<T>, Matrix<T>, Matrix<T>)[(units - 1) / atOnce + 1];
        for (var s = 0; s < _slabs.Length; s++)
        {
            var (first, count) = (s * atOnce, Math.Min(atOnce, units - s * atOnce));
            _slabs[s] = (weights.Window(first * inputs, count, inputs), bias.Window(first, 1, count), _slab.Window(0, rows, count));
        }
        _of = (weights, bias, rows);
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

namespace SparseAutoencoders;

/// <summary>The objective and its gradient over all rows, computed in blocks, so that memory does not grow with the rows.</summary>
/// <remarks>ρ̂ is a mean over all rows, so every block is encoded before any is decoded: two passes. The codes of the first blocks are kept
/// from the first pass up to a fixed size; beyond it they are computed again.</remarks>
internal sealed class FullBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
#if DEBUG
    private const int BlockRows = 7, KeptBlocks = 2;
#else
    private const int BlockRows = 1024;
    private const long KeptBytes = 64L << 20;
#endif

    private readonly Objective<T> _objective;
    private readonly PreparedRows<T> _rows;
    private readonly Parameters<T> _gradient;
    private readonly CancellationToken _cancellation;
    private readonly Pass<T> _values, _gradients;
    private readonly Matrix<T>[] _codes;
    private readonly double[] _unitSums;

    /// <param name="objective">What is computed.</param>
    /// <param name="rows">Over which rows.</param>
    /// <param name="gradient">Where the gradient goes.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public FullBatch(Objective<T> objective, PreparedRows<T> rows, Parameters<T> gradient, CancellationToken cancellation)
    {
        (_objective, _rows, _gradient, _cancellation) = (objective, rows, gradient, cancellation);
        var (inputs, units) = (gradient.Inputs, gradient.HiddenUnits);
        var height = Math.Min(BlockRows, rows.Count);
        _values = new Pass<T>(height, inputs, units);
        _gradients = new Pass<T>(height, inputs, units) { Logits = _values.Logits }; // which nobody reads once their gradient is there
        _unitSums = new double[units];
        var blocks = (rows.Count - 1) / height + 1;
#if DEBUG
        var kept = KeptBlocks;
#else
        var kept = (int)Math.Min(int.MaxValue, KeptBytes / ((long)height * units * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
#endif
        _codes = [.. Enumerable.Range(0, Math.Min(blocks, Math.Max(1, kept))).Select(_ => new Matrix<T>(height, units))];
    }

    /// <summary>Σ over all rows of each unit's code at the last evaluation.</summary>
    public ReadOnlySpan<double> UnitSums => _unitSums;

    /// <summary>The objective's parts at the parameters as they are; the gradient is left in its place. Where a constraint ties the biases to the
    /// weights, they are set first, so that both are of a function of the weights alone.</summary>
    public LossTerms Evaluate()
    {
        _objective.Meet(_rows, _cancellation);
        Array.Clear(_unitSums);
        foreach (var block in Blocks())
        {
            _values.Codes = _codes[Math.Min(block, _codes.Length - 1)];
            _objective.Encode(_values);
            for (var l = 0; l < _unitSums.Length; l++) _unitSums[l] += _values.UnitSums[l];
        }
        var penalty = _objective.Settle(_unitSums, _rows.Count);

        var reconstruction = 0.0;
        foreach (var block in Blocks())
        {
            _values.Codes = _codes[Math.Min(block, _codes.Length - 1)];
            // The last place is shared by all blocks from there on; it holds this block's codes only if there is no other.
            if (block >= _codes.Length - 1 && Count > _codes.Length) _objective.Encode(_values);
            reconstruction += _objective.Reconstruct(_values, _gradients);
            _objective.Backward(_values, _gradients, _gradient, add: block > 0);
        }
        _objective.Complete(_gradient);
        return _objective.Terms(reconstruction, penalty);
    }

    private int Count => (_rows.Count - 1) / _values.Capacity + 1;

    /// <summary>Goes through the blocks; the pass holds each one's rows in turn.</summary>
    private IEnumerable<int> Blocks()
    {
        foreach (var (first, rows) in _rows.Blocks(_values.Capacity, _cancellation))
        {
            _values.Resize(rows.Rows, meanOver: _rows.Count);
            _gradients.Resize(rows.Rows, meanOver: _rows.Count);
            _values.Input = rows;
            yield return first / _values.Capacity;
        }
    }
}

namespace SparseAutoencoders;

/// <summary>The objective and its gradient over all rows, computed in blocks, so that memory does not grow with the rows.</summary>
/// <remarks>ρ̂ is a mean over all rows, so every block is encoded before any is decoded: two passes. The codes of the first blocks are kept
/// from the first pass up to a fixed size; beyond it they are computed again.</remarks>
internal sealed class FullBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly PreparedRows<T> _rows;
    private readonly Parameters<T> _gradient;
    private readonly CancellationToken _cancellation;
    private readonly Pass<T> _values, _gradients;
    private readonly KeptBlocks<T> _codes;

    /// <param name="network">What is computed.</param>
    /// <param name="rows">Over which rows.</param>
    /// <param name="gradient">Where the gradient goes.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public FullBatch(Network<T> network, PreparedRows<T> rows, Parameters<T> gradient, CancellationToken cancellation)
    {
        (_network, _rows, _gradient, _cancellation) = (network, rows, gradient, cancellation);
        _codes = new KeptBlocks<T>(network.Shards, rows.Count, gradient.HiddenUnits);
        _values = network.CreatePass(_codes.Height, training: true);
        _gradients = network.CreateGradients(_codes.Height);
        _gradients.Logits = _values.Logits; // which nobody reads once their gradient is there
    }

    /// <summary>The objective's parts at the parameters as they are; the gradient is left in its place. Where a constraint ties the biases to the
    /// weights, they are set first, so that both are of a function of the weights alone.</summary>
    public LossTerms Evaluate()
    {
        _network.SolveConstraint(_rows, _cancellation);
        _network.BeginBatch(_rows.Count);
        foreach (var _ in _values.Through(_rows, _cancellation))
        {
            _values.Codes = _codes[_values.Block];
            _network.EncodeBlock(_values);
        }
        var penalty = _network.ApplyPenalty();
        foreach (var _ in _values.Through(_rows, _cancellation))
        {
            _gradients.Resize(_values.Rows, meanOver: _rows.Count);
            _values.Codes = _codes[_values.Block];
            // Sparse codes are not kept.
            if (_values.SparseCodes is not null || _values.Block >= _codes.Own) _network.Encode(_values);
            _network.EvaluateBlock(_values, _gradients);
            _network.Backward(_values, _gradients, _gradient);
        }
        _network.CompleteGradient(_gradient);
        WeightDecay.AddGradient(_network.Options.WeightDecay, _network.Parameters, _gradient);
        return _network.Terms(_network.Reconstruction(), penalty);
    }
}

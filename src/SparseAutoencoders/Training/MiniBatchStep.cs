namespace SparseAutoencoders;

/// <summary>One step on one batch: forward, loss, backward, update. Allocates nothing once warm.</summary>
/// <param name="network">What is minimised, on the parameters that move.</param>
/// <param name="rule">How the gradient becomes a step.</param>
/// <param name="capacity">Rows of the largest batch.</param>
/// <param name="workers">Threads.</param>
internal sealed class MiniBatchStep<T>(Network<T> network, IUpdateRule<T> rule, int capacity, Workers workers) : IStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Pass<T>[] _values = [.. Enumerable.Range(0, network.Shards.Own).Select(_ => network.CreatePass(network.Shards.Most(capacity), training: true))];
    private readonly Pass<T>[] _gradients = [.. Enumerable.Range(0, network.Shards.Own).Select(_ => network.CreateGradients(network.Shards.Most(capacity)))];
    // All of this machine's rows, of which the shards' passes are windows: what goes row by row goes faster for all together.
    private readonly (Pass<T> Values, Pass<T> Gradients)? _whole = network.Shards.Own > 1 && network.GoesRowByRow
        ? (network.CreatePass(network.Shards.Own * network.Shards.Most(capacity), training: true), network.CreateGradients(network.Shards.Own * network.Shards.Most(capacity))) : null;
    private readonly UnitwiseUpdate<T>? _unitwise = rule.MovesInParts && network.Unitwise is { } unitwise ? new(network, unitwise, rule, workers) : null;

    /// <summary>The batch: a pass for each of this machine's shards.</summary>
    public IReadOnlyList<Pass<T>> Values => _values;

    /// <summary>The gradient of the last batch.</summary>
    public Parameters<T> WeightGradients { get; } = network.Parameters.Empty();

    /// <inheritdoc/>
    public ReadOnlySpan<double> UnitSums => network.UnitSums;

    /// <inheritdoc/>
    public Matrix<T> Begin(int shard, int rows, int allRows)
    {
        var (values, gradients) = (_values[shard], _gradients[shard]);
        values.Resize(rows, meanOver: allRows);
        gradients.Resize(rows, meanOver: allRows);
        if (_whole is var (all, allGradients))
        {
            var first = shard == 0 ? 0 : all.Rows;
            all.Resize(first + rows, allRows);
            allGradients.Resize(first + rows, allRows);
            allGradients.Logits = all.Logits;
            values.Show(all, first);
            gradients.Show(allGradients, first);
        }
        gradients.Logits = values.Logits;                        // which nobody reads once their gradient is there
        values.Shard = shard;
        return values.Incoming;
    }

    /// <summary>Begins a batch of which all rows are here, parted into shards.</summary>
    internal void Begin(Matrix<T> rows)
    {
        for (var shard = 0; shard < _values.Length; shard++)
        {
            var (first, count) = network.Shards.Of(shard, rows.Rows);
            rows.Block(first, count).CopyTo(Begin(shard, count, rows.Rows).All);
        }
    }

    /// <inheritdoc/>
    public void CopyTo(Parameters<T> parameters)
    {
        if (parameters != network.Parameters) network.Parameters.All.CopyTo(parameters.All);
    }

    /// <inheritdoc/>
    public void CopyFrom(Parameters<T> parameters)
    {
        if (parameters != network.Parameters) parameters.All.CopyTo(network.Parameters.All);
    }

    /// <inheritdoc/>
    public void KeepIn(SavedState state)
    {
        network.KeepIn(state);
        rule.KeepIn(state);
    }

    /// <inheritdoc/>
    public void Forget(int unit)
    {
        foreach (var (first, count) in network.Parameters.Table.PlacesOf(unit)) rule.Forget(first, count);
    }

    /// <inheritdoc/>
    public LossTerms Run(double rate)
    {
        var (parameters, decay) = (network.Parameters, network.Options.WeightDecay);
        foreach (var values in _values) values.Take(values.Incoming);
        if (_unitwise is not null) return _unitwise.Run(_values, _gradients, WeightGradients, rate);
        var terms = network.StepWithoutDecay(_values, _gradients, WeightGradients, _whole?.Values, _whole?.Gradients);
        if (!double.IsFinite(terms.Total)) return terms;
        var squares = rule.Step(parameters.Numbers, WeightGradients.Numbers, parameters.Weights.Length, decay, rate);
        network.RestoreConstraint();
        return terms with { WeightDecay = decay * squares };
    }
}

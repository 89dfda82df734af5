namespace SparseAutoencoders;

/// <summary>One step on one batch: forward, loss, backward, update. Allocates nothing once warm.</summary>
/// <param name="network">What is minimised, on the parameters that move.</param>
/// <param name="rule">How the gradient becomes a step.</param>
/// <param name="capacity">Rows of the largest batch.</param>
/// <param name="workers">Threads.</param>
internal sealed class MiniBatchStep<T>(Network<T> network, IUpdateRule<T> rule, int capacity, Workers workers) : IStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Pass<T> _gradients = network.CreateGradients(capacity);
    private readonly UnitwiseUpdate<T>? _unitwise = rule.MovesInParts && network.Unitwise is { } unitwise ? new(network, unitwise, rule, workers) : null;

    /// <summary>The batch.</summary>
    public Pass<T> Values { get; } = network.CreatePass(capacity, training: true);

    /// <summary>The gradient of the last batch.</summary>
    public Parameters<T> WeightGradients { get; } = network.Parameters.Empty();

    /// <inheritdoc/>
    public ReadOnlySpan<double> UnitSums => Values.UnitSums;

    /// <inheritdoc/>
    public Matrix<T> Begin(int rows)
    {
        Values.Resize(rows, meanOver: rows);
        _gradients.Resize(rows, meanOver: rows);
        _gradients.Logits = Values.Logits;                       // which nobody reads once their gradient is there
        return Values.Incoming;
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
        Values.Take(Values.Incoming);
        if (_unitwise is not null)
        {
            var before = network.StepToUnits(Values, _gradients, WeightGradients);
            return double.IsFinite(before.Total) ? before with { WeightDecay = decay * _unitwise.Run(Values, _gradients, WeightGradients, rate) } : before;
        }
        var terms = network.StepWithoutDecay(Values, _gradients, WeightGradients);
        if (!double.IsFinite(terms.Total)) return terms;
        var squares = rule.Step(parameters.Numbers, WeightGradients.Numbers, parameters.Weights.Length, decay, rate);
        network.RestoreConstraint();
        return terms with { WeightDecay = decay * squares };
    }
}

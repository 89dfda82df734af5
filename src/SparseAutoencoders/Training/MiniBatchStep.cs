namespace SparseAutoencoders;

/// <summary>One step on one batch: forward, loss, backward, update. Allocates nothing once warm.</summary>
/// <param name="objective">What is minimised, on the parameters that move.</param>
/// <param name="rule">How the gradient becomes a step.</param>
/// <param name="capacity">Rows of the largest batch.</param>
internal sealed class MiniBatchStep<T>(Objective<T> objective, IUpdateRule<T> rule, int capacity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Pass<T> _gradients = new(capacity, objective.Parameters.Inputs, objective.Parameters.HiddenUnits);

    /// <summary>The batch: <see cref="Resize"/> says how many rows, <see cref="Pass{T}.Input"/> takes them.</summary>
    public Pass<T> Values { get; } = new(capacity, objective.Parameters.Inputs, objective.Parameters.HiddenUnits);

    /// <summary>The gradient of the last batch.</summary>
    public Parameters<T> WeightGradients { get; } = objective.Parameters.Empty();

    /// <summary>Says how many rows the batch holds.</summary>
    public void Resize(int rows)
    {
        Values.Resize(rows, meanOver: rows);
        _gradients.Resize(rows, meanOver: rows);
        _gradients.Logits = Values.Logits;                       // which nobody reads once their gradient is there
    }

    /// <summary>Names all that a step hands on to the next.</summary>
    public void KeepIn(SavedState state)
    {
        objective.KeepIn(state);
        rule.KeepIn(state);
    }

    /// <summary>Forgets past steps of a unit.</summary>
    public void Forget(int unit)
    {
        foreach (var (first, count) in objective.Parameters.PlacesOf(unit)) rule.Forget(first, count);
    }

    /// <summary>The objective's parts before the step. Where L or Ω is not finite the parameters stay as they are.</summary>
    public LossTerms Run(double rate)
    {
        var (parameters, decay) = (objective.Parameters, objective.Options.WeightDecay);
        var terms = objective.StepWithoutDecay(Values, _gradients, WeightGradients);
        if (!double.IsFinite(terms.Total)) return terms;
        var squares = rule.Step(parameters.Numbers, WeightGradients.Numbers, parameters.Weights.Length, decay, rate);
        objective.Follow();
        return terms with { WeightDecay = decay * squares };
    }
}

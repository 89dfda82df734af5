namespace SparseAutoencoders;

/// <summary>What is minimised, but for the weights: which mechanism, which loss, which decoder, how much decay.</summary>
internal sealed record ObjectiveOptions(SparsityOptions Sparsity, LossOptions Loss, OutputFunction Decoder, double WeightDecay);

/// <summary>L̂ = L + βΩ + λ‖W‖² and its gradient: a batch goes down the stations and comes back up them.</summary>
/// <remarks><see cref="Encode"/>, then <see cref="Settle"/> once the unit sums of the whole batch are known, then <see cref="Decode"/>
/// and <see cref="Backward"/>, and <see cref="Complete"/> at the end. A full batch in blocks runs the first for every block before the others
/// run for any. Where the mechanism is a constraint on the biases, <see cref="Meet"/> makes it hold and <see cref="Follow"/> keeps near it;
/// both do nothing where there is none.</remarks>
internal sealed class Objective<T>(Parameters<T> parameters, ObjectiveOptions options, Workers workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Encoder<T> _encoder = new(parameters, workers);
    private readonly ISparsity<T> _sparsity = options.Sparsity.Create<T>(parameters.HiddenUnits, workers);
    private readonly Decoder<T> _decoder = new(parameters, options.Decoder, workers);
    private readonly ILoss<T> _loss = options.Loss.Create<T>(options.Decoder, workers);

    /// <summary>What is minimised.</summary>
    public ObjectiveOptions Options => options;

    /// <summary>What it is minimised by.</summary>
    public Parameters<T> Parameters => parameters;

    /// <summary>What ties the encoder's biases to its weights; null where they are free.</summary>
    public IBiasConstraint<T>? Constraint => _sparsity as IBiasConstraint<T>;

    /// <summary>Names everything a step hands on to the next.</summary>
    public void KeepIn(SavedState state)
    {
        parameters.KeepIn(state);
        _sparsity.KeepIn(state);
    }

    /// <summary>Input → PreCodes, Codes, UnitSums.</summary>
    public void Encode(Pass<T> values)
    {
        _encoder.Forward(values);
        _sparsity.Forward(values);
    }

    /// <summary>Ω of the whole batch.</summary>
    public double Settle(ReadOnlySpan<double> unitSums, int rows) => _sparsity.Penalty(unitSums, rows);

    /// <summary>Codes → Logits, Output.</summary>
    public void Decode(Pass<T> values)
    {
        _decoder.Forward(values);
        _decoder.Finish(values);
    }

    /// <summary>Codes → Logits, and this pass's share of L; with gradients those of the logits are left, without them the output.</summary>
    public double Reconstruct(Pass<T> values, Pass<T>? gradients = null)
    {
        _decoder.Forward(values);
        return _loss.Evaluate(values, gradients);
    }

    /// <summary>Codes → Logits, and each number's term of its row's L, (rows, inputs).</summary>
    public void Score(Pass<T> values, Matrix<T> terms)
    {
        _decoder.Forward(values);
        _loss.Terms(values, terms);
    }

    /// <summary>Gradients of the logits → gradients of the parameters, or added to them; <see cref="Complete"/> makes them whole.</summary>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        _decoder.Backward(values, gradients, weightGradients, add);    // d Logits   -> d Codes
        _sparsity.Backward(values, gradients);                         // d Codes    -> d PreCodes, penalty included
        _encoder.Backward(values, gradients, weightGradients, add);    // d PreCodes -> weight gradients
    }

    /// <summary>Once all of a batch has come back: the constraint's share of the gradient, then the weight decay's.</summary>
    public void Complete(Parameters<T> weightGradients)
    {
        Constraint?.Reduce(parameters, weightGradients);
        WeightDecay.AddGradient(options.WeightDecay, parameters, weightGradients);
    }

    /// <summary>A unit has begun anew.</summary>
    public void Renew(int unit) => _sparsity.Renew(unit);

    /// <summary>After an optimizer's step: the biases go along with the weights, where the constraint ties them.</summary>
    public void Follow() => Constraint?.Follow(parameters);

    /// <summary>Makes the constraint hold over all rows.</summary>
    public void Meet(PreparedRows<T> rows, CancellationToken cancellation) => Constraint?.Solve(parameters, rows, cancellation);

    /// <summary>The parts' sum, weight decay worked out here.</summary>
    public LossTerms Terms(double reconstruction, double penalty) =>
        new(reconstruction, options.Sparsity.Beta * penalty, WeightDecay.Value(options.WeightDecay, parameters), penalty);

    /// <summary>One batch from input to the gradient of every parameter.</summary>
    public LossTerms Step(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        var terms = StepWithoutDecay(values, gradients, weightGradients);
        WeightDecay.AddGradient(options.WeightDecay, parameters, weightGradients);
        return terms with { WeightDecay = WeightDecay.Value(options.WeightDecay, parameters) };
    }

    /// <summary>The same but for the weight decay, which an optimizer adds in its own pass over the parameters.</summary>
    public LossTerms StepWithoutDecay(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        Encode(values);                                           // Input -> PreCodes, Codes, UnitSums
        var penalty = Settle(values.UnitSums, values.Rows);       // rho-hat is a mean over the whole batch
        var reconstruction = Reconstruct(values, gradients);      // Codes -> Logits, d Logits
        Backward(values, gradients, weightGradients, add: false);
        Constraint?.Reduce(parameters, weightGradients);
        return new(reconstruction, options.Sparsity.Beta * penalty, 0, penalty);
    }
}

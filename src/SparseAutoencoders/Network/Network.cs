namespace SparseAutoencoders;

/// <summary>What is minimised, but for the weights: which mechanism, which loss, which decoder, how much decay.</summary>
internal sealed record ObjectiveOptions(SparsityOptions Sparsity, LossOptions Loss, OutputFunction Decoder, double WeightDecay)
{
    /// <summary>Parameters of a network with this objective, zeros.</summary>
    public Parameters<T> CreateParameters<T>(int inputs, int hiddenUnits, bool tied, int targets = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Table(inputs, hiddenUnits, tied, targets));

    /// <summary>Which blocks it has.</summary>
    public ParameterTable Table(int inputs, int hiddenUnits, bool tied, int targets = 0) => new(inputs, hiddenUnits, tied, Sparsity.Blocks(inputs, hiddenUnits), targets);
}

/// <summary>L̂ = L + βΩ + λ‖W‖² and its gradient: a batch goes down the stations and comes back up them.</summary>
/// <remarks><see cref="Encode"/>, then <see cref="ApplyPenalty"/> once the unit sums of the whole batch are known, then <see cref="EvaluateLoss"/>
/// and <see cref="Backward"/>, then <see cref="CompleteGradient"/> at the end. A full batch in blocks runs the first for every block before the others
/// run for any. Sums over rows go through <see cref="GroupSums"/>, so that the rows may be those of several machines.</remarks>
internal sealed class Network<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Encoder<T> _encoder;
    private readonly ISparsity<T> _sparsity;
    private readonly Decoder<T> _decoder;
    private readonly ILoss<T> _loss;
    private readonly IConstraint<T>? _constraint;
    private readonly IAuxiliaryLoss<T>? _auxiliary;
    private readonly GroupSums _sums;

    /// <param name="parameters">What it is minimised by.</param>
    /// <param name="options">What is minimised.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="group">Machines that each have a part of a batch's rows; null for this one alone.</param>
    public Network(Parameters<T> parameters, ObjectiveOptions options, Workers workers, IGroup? group = null)
    {
        (Parameters, Options, _sums) = (parameters, options, new GroupSums(group ?? Alone.Instance));
        _encoder = new(parameters, workers);
        _sparsity = options.Sparsity.Create(parameters, workers);
        _decoder = new(parameters, options.Decoder, workers);
        _loss = options.Loss.Create<T>(options.Decoder, workers);
        (_constraint, _auxiliary) = (_sparsity.Constraint, _sparsity.Auxiliary);
    }

    /// <summary>What is minimised.</summary>
    public ObjectiveOptions Options { get; }

    /// <summary>What it is minimised by.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>What holds for the parameters; null where they are free.</summary>
    public IConstraint<T>? Constraint => _constraint;

    /// <summary>The mechanism's second loss; null for none.</summary>
    public IAuxiliaryLoss<T>? Auxiliary => _auxiliary;

    /// <summary>Sums a batch has of its codes: one each unit, two where squares are needed.</summary>
    public int UnitSums => _sparsity.SumsPerUnit * Parameters.HiddenUnits;

    /// <summary>Room for so many rows.</summary>
    public Pass<T> CreatePass(int capacity, bool training = false) =>
        new(capacity, Parameters.Inputs, Parameters.HiddenUnits, Parameters.Table.Targets)
        {
            IsTraining = training,
            KeepsPreCodes = _sparsity.KeepsPreCodes,
            SumsPerUnit = _sparsity.SumsPerUnit,
            TakesOff = Options.Sparsity.TakesDecoderBiasOff && Parameters.Table.Targets == 0,
            Prefixes = Options.Sparsity.UnitPrefixes,
        };

    /// <summary>Room for the gradients of a pass with so many rows.</summary>
    public Pass<T> CreateGradients(int capacity) => new(capacity, Parameters.Inputs, Parameters.HiddenUnits, Parameters.Table.Targets) { Prefixes = Options.Sparsity.UnitPrefixes };

    /// <summary>Before the first step.</summary>
    /// <param name="rows">The training rows.</param>
    public void Begin(int rows) => _sparsity.Begin(rows);

    /// <summary>Names everything a step hands on to the next.</summary>
    public void KeepIn(SavedState state)
    {
        Parameters.KeepIn(state);
        _sparsity.KeepIn(state);
    }

    /// <summary>Input → PreCodes, Codes, UnitSums.</summary>
    public void Encode(Pass<T> values)
    {
        _encoder.TakeOff(values);
        if (!_sparsity.Encodes) _encoder.Forward(values);
        _sparsity.Forward(values);
    }

    /// <summary>Σ over this machine's rows of each unit's code → Σ over the rows of all machines.</summary>
    public void SumOverGroup(Span<double> unitSums) => _sums.Add(unitSums);

    /// <summary>The penalty on a whole batch.</summary>
    /// <param name="unitSums">Σ over the rows of all machines of each unit's code.</param>
    /// <param name="rows">Their rows.</param>
    public SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows) => _sparsity.ApplyPenalty(unitSums, rows);

    /// <summary>The mechanism's own figures.</summary>
    public double[] Judge(ReadOnlySpan<double> unitSums, long rows)
    {
        var figures = new double[Options.Sparsity.Figures.Count];
        _sparsity.Judge(unitSums, rows, figures);
        return figures;
    }

    /// <summary>Codes → Logits, Output.</summary>
    public void Decode(Pass<T> values)
    {
        _decoder.Forward(values);
        _decoder.ApplyOutputFunction(values);
    }

    /// <summary>Codes → Logits, and this pass's share of L; with gradients those of the logits are left, without them the output.</summary>
    public double EvaluateLoss(Pass<T> values, Pass<T>? gradients = null)
    {
        _decoder.Forward(values);
        return PrefixLosses.Evaluate(_loss, values, gradients);
    }

    /// <summary>Codes → Logits, and each number's term of its row's L, (rows, inputs).</summary>
    public void EvaluateTerms(Pass<T> values, Matrix<T> terms)
    {
        _decoder.Forward(values);
        _loss.Terms(values, terms);
    }

    /// <summary>Gradients of the logits → gradients of the parameters, or added to them; <see cref="CompleteGradient"/> makes them whole.</summary>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        _decoder.Backward(values, gradients, weightGradients, add);    // d Logits   -> d Codes
        _sparsity.Backward(values, gradients, weightGradients, add);   // d Codes    -> d PreCodes, penalty included
        _encoder.Backward(values, gradients, weightGradients, add);    // d PreCodes -> weight gradients
        _auxiliary?.AddGradient(values, gradients, weightGradients);
    }

    /// <summary>Once all of a batch has come back: the rows of all machines, and the constraint's share; the weight decay is left to be added.</summary>
    public void CompleteGradient(Parameters<T> weightGradients)
    {
        _sums.Add(weightGradients.Numbers.All);
        _constraint?.Project(Parameters, weightGradients, Options.WeightDecay);
    }

    /// <inheritdoc cref="ISparsity{T}.DefineSurrogates"/>
    public void DefineSurrogates(Pass<T> values, Pass<T> gradients, Parameters<T> surrogates) => _sparsity.DefineSurrogates(values, gradients, surrogates);

    /// <summary>A unit begins anew, its weights set; <paramref name="products"/> are W_e[unit]·x of a sample of rows.</summary>
    public void ResetUnit(int unit, ReadOnlySpan<double> products) => _sparsity.ResetUnit(unit, products);

    /// <summary>After an optimizer's step: what the constraint ties goes along with what moved.</summary>
    public void RestoreConstraint() => _constraint?.Restore(Parameters);

    /// <summary>Makes the constraint hold over all rows.</summary>
    public void SolveConstraint(PreparedRows<T> rows, CancellationToken cancellation)
    {
        if (_constraint is { IsSolvedInTraining: true }) _constraint.Solve(Parameters, rows, cancellation);
    }

    /// <summary>The parts' sum, weight decay worked out here.</summary>
    public LossTerms Terms(double reconstruction, SparsityPenalty penalty) =>
        new(reconstruction, penalty.Weighted, WeightDecay.Value(Options.WeightDecay, Parameters), penalty.Value, 0);

    /// <summary>One batch from input to the gradient of every parameter.</summary>
    public LossTerms Step(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        var terms = StepWithoutDecay(values, gradients, weightGradients);
        WeightDecay.AddGradient(Options.WeightDecay, Parameters, weightGradients);
        return terms with { WeightDecay = WeightDecay.Value(Options.WeightDecay, Parameters) };
    }

    /// <summary>What makes weight gradients unit by unit; null where that is not done.</summary>
    public IUnitwise<T>? Unitwise => _sums.IsAlone && _sparsity is IUnitwise<T> { IsUnitwise: true } unitwise ? unitwise : null;

    /// <summary>The same but for the gradients of the weights, which are left to be made unit by unit from the places in the passes, and that of the decoder's biases as far as these are taken off rows.</summary>
    public LossTerms StepToUnits(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        var terms = Forward(values, gradients);
        _decoder.BackToPlaces(values.SparseCodes!, gradients);
        Parameters<T>.PutBiases(gradients.OutputSums, weightGradients.DecoderBiases, add: false);
        _sparsity.Backward(values, gradients, weightGradients, add: false);
        Parameters<T>.PutBiases(gradients.UnitSums, weightGradients.EncoderBiases, add: false);
        return terms;
    }

    /// <summary>The same but for the weight decay, which an optimizer adds in its own pass over the parameters.</summary>
    public LossTerms StepWithoutDecay(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        var terms = Forward(values, gradients);
        Backward(values, gradients, weightGradients, add: false);
        CompleteGradient(weightGradients);
        return terms;
    }

    private LossTerms Forward(Pass<T> values, Pass<T> gradients)
    {
        Encode(values);                                                   // Input -> PreCodes, Codes, UnitSums
        SumOverGroup(values.UnitSums);
        var penalty = ApplyPenalty(values.UnitSums, values.MeanOver);     // means are over the whole batch
        var reconstruction = EvaluateLoss(values, gradients);             // Codes -> Logits, d Logits
        var auxiliary = _auxiliary?.Evaluate(values, gradients) ?? 0;
        return new(reconstruction, penalty.Weighted, 0, penalty.Value, auxiliary);
    }
}

namespace SparseAutoencoders;

/// <summary>What is minimised, but for the weights: which mechanism, which loss, which decoder, how much decay.</summary>
internal sealed record ObjectiveOptions(SparsityOptions Sparsity, LossOptions Loss, OutputFunction Decoder, double WeightDecay)
{
    /// <summary>Parameters of a network with this objective, zeros.</summary>
    public Parameters<T> CreateParameters<T>(int inputs, int hiddenUnits, bool tied, int targets = 0) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Table(inputs, hiddenUnits, tied, targets));

    /// <summary>Which blocks it has.</summary>
    public ParameterTable Table(int inputs, int hiddenUnits, bool tied, int targets = 0)
    {
        var blocks = Sparsity.Blocks(inputs, hiddenUnits);
        return new(inputs, hiddenUnits, tied, Sparsity.HasSkip ? [.. blocks, new Block(ParameterTable.SkipWeights, targets > 0 ? targets : inputs, inputs) { IsLearned = false }] : blocks, targets);
    }
}

/// <summary>L̂ = L + βΩ + λ‖W‖² and its gradient: a batch goes down the stations and comes back up them.</summary>
/// <remarks>A batch is one pass, or one a shard, or many that go through one after the other: <see cref="BeginBatch"/>, then <see cref="EncodeBlock"/> for each, then <see cref="ApplyPenalty()"/>,
/// then <see cref="EvaluateLoss"/> and <see cref="Backward"/> for each, then <see cref="CompleteGradient"/>. Sums over rows go through <see cref="Shards"/>, so that the rows may be those of several machines.</remarks>
internal sealed class Network<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Encoder<T> _encoder;
    private readonly ISparsity<T> _sparsity;
    private readonly Decoder<T> _decoder;
    private readonly ILoss<T> _loss;
    private readonly IConstraint<T>? _constraint;
    private readonly IAuxiliaryLoss<T>? _auxiliary;
    private readonly Workers _workers;
    private readonly ShardSums _unitSums, _gradientSums, _outputSums, _losses;
    private ShardTotal<Parameters<T>, T>? _total;
    private Parameters<T>? _totalOf;
    private readonly double[] _allUnitSums;
    private int _rows;
    private bool _isFew;

    /// <param name="parameters">What it is minimised by.</param>
    /// <param name="options">What is minimised.</param>
    /// <param name="workers">Threads, and which rows are this machine's.</param>
    public Network(Parameters<T> parameters, ObjectiveOptions options, Workers workers)
    {
        (Parameters, Options, _workers) = (parameters, options, workers);
        _encoder = new(parameters, workers);
        _sparsity = options.Sparsity.Create(parameters, workers);
        _decoder = new(parameters, options.Decoder, workers);
        _loss = options.Loss.Create<T>(options.Decoder, workers);
        (_constraint, _auxiliary) = (_sparsity.Constraint, _sparsity.Auxiliary);
        (_unitSums, _gradientSums) = (new(workers.Shards, UnitSumCount), new(workers.Shards, _sparsity.GradientSumsPerUnit * parameters.HiddenUnits));
        (_outputSums, _losses) = (new(workers.Shards, parameters.Outputs), new(workers.Shards, 1));
        _allUnitSums = new double[UnitSumCount];
    }

    /// <summary>What is minimised.</summary>
    public ObjectiveOptions Options { get; }

    /// <summary>What it is minimised by.</summary>
    public Parameters<T> Parameters { get; }

    /// <summary>How rows are cut.</summary>
    public Shards Shards => _workers.Shards;

    /// <summary>What holds for the parameters; null where they are free.</summary>
    public IConstraint<T>? Constraint => _constraint;

    /// <summary>The mechanism's second loss; null for none.</summary>
    public IAuxiliaryLoss<T>? Auxiliary => _auxiliary;

    /// <summary>Sums a batch has of its codes: one each unit, two where squares are needed.</summary>
    public int UnitSumCount => _sparsity.SumsPerUnit * Parameters.HiddenUnits;

    /// <summary>Σ over the last batch's rows, on all machines, of each unit's code, and what else the mechanism sums.</summary>
    public ReadOnlySpan<double> UnitSums => _allUnitSums;

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
    public Pass<T> CreateGradients(int capacity) => new(capacity, Parameters.Inputs, Parameters.HiddenUnits, Parameters.Table.Targets)
    {
        SumsPerUnit = _sparsity.GradientSumsPerUnit,
        Prefixes = Options.Sparsity.UnitPrefixes,
    };

    /// <summary>Before the first step.</summary>
    /// <param name="rows">The training rows.</param>
    public void Begin(int rows) => _sparsity.Begin(rows);

    /// <summary>Names everything a step hands on to the next.</summary>
    public void KeepIn(SavedState state)
    {
        Parameters.KeepIn(state);
        _sparsity.KeepIn(state);
    }

    /// <summary>Input → PreCodes, Codes, UnitSums, of one pass by itself.</summary>
    public void Encode(Pass<T> values)
    {
        MakePreCodes(values);
        _sparsity.Forward(values);
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="rows">How many it has, on all machines.</param>
    public void BeginBatch(int rows)
    {
        _rows = rows;
        _unitSums.Clear();
        _gradientSums.Clear();
        _outputSums.Clear();
        _losses.Clear();
    }

    /// <summary>Input → PreCodes, Codes, UnitSums, of some of a batch's rows.</summary>
    public void EncodeBlock(Pass<T> values)
    {
        Encode(values);
        _unitSums.Add(values.Shard, values.UnitSums);
    }

    /// <summary>The penalty on the batch, all of which is encoded.</summary>
    public SparsityPenalty ApplyPenalty()
    {
        _unitSums.Complete().CopyTo(_allUnitSums);
        return ApplyPenalty(_allUnitSums, _rows);
    }

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

    /// <summary>The same, of some of a batch's rows: its share is counted.</summary>
    public void EvaluateBlock(Pass<T> values, Pass<T> gradients) => _losses.Add(values.Shard, EvaluateLoss(values, gradients));

    /// <summary>L over the batch, all of which is evaluated.</summary>
    public double Reconstruction() => _losses.Complete()[0];

    /// <summary>Codes → Logits, and each number's term of its row's L, (rows, inputs).</summary>
    public void EvaluateTerms(Pass<T> values, Matrix<T> terms)
    {
        _decoder.Forward(values);
        _loss.Terms(values, terms);
    }

    /// <summary>Gradients of the logits → this pass's share of the gradients of the parameters; <see cref="CompleteGradient"/> makes them whole.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="weightGradients">Takes those of the parameters.</param>
    /// <param name="isBackAtCodes">Those of the codes are there.</param>
    public void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool isBackAtCodes = false)
    {
        var (share, add) = TotalOf(weightGradients).Of(values.Shard);
        if (!isBackAtCodes) _decoder.BackToCodes(values, gradients);   // d Logits   -> d Codes
        _decoder.Backward(values, gradients, share, add);              //            -> weight gradients
        _sparsity.Backward(values, gradients, share, add);             // d Codes    -> d PreCodes, penalty included
        _encoder.Backward(values, gradients, share, add);              // d PreCodes -> weight gradients
        _auxiliary?.AddGradient(values, gradients, share);
        Count(values, gradients);
    }

    /// <summary>Once all of a batch has come back: the rows of all machines, and the constraint's share; the weight decay is left to be added.</summary>
    public void CompleteGradient(Parameters<T> weightGradients)
    {
        TotalOf(weightGradients).Complete();
        var sums = CompleteBiases(weightGradients);
        if (TakesOff) _encoder.TakeOffBack(sums[..Parameters.HiddenUnits], weightGradients);
        _auxiliary?.CompleteGradient(weightGradients);
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
        var terms = StepWithoutDecay([values], [gradients], weightGradients);
        WeightDecay.AddGradient(Options.WeightDecay, Parameters, weightGradients);
        return terms with { WeightDecay = WeightDecay.Value(Options.WeightDecay, Parameters) };
    }

    /// <summary>What makes weight gradients unit by unit; null where that is not done.</summary>
    public IUnitwise<T>? Unitwise => _sparsity is IUnitwise<T> { IsUnitwise: true } unitwise ? unitwise : null;

    /// <summary>The same but for the gradients of the weights, which are left to be made unit by unit from the places in the passes, and that of the decoder's biases as far as these are taken off rows. Several machines add up
    /// those of the weights.</summary>
    /// <param name="values">This machine's passes, one a shard.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="weightGradients">Takes those of biases; of several machines those of weights, too.</param>
    /// <param name="more">Takes what else the weights learn from in each pass, where that is not in their gradients yet.</param>
    /// <param name="slopes">Takes Σ over the batch's rows of the slopes of each unit's pre-codes.</param>
    public LossTerms StepToUnits(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients, Parameters<T> weightGradients, Span<UnitTerms<T>?> more, Span<double> slopes)
    {
        var terms = Forward(values, gradients);
        for (var i = 0; i < values.Length; i++)
        {
            more[i] = null;
            if (!Shards.IsAlone)
            {
                Backward(values[i], gradients[i], weightGradients);
                continue;
            }
            _decoder.BackToPlaces(values[i].SparseCodes!, gradients[i]);
            _sparsity.Backward(values[i], gradients[i], weightGradients, add: false);
            Count(values[i], gradients[i]);
            more[i] = Unitwise!.More(values[i]);
        }
        if (!Shards.IsAlone) TotalOf(weightGradients).Complete();
        CompleteBiases(weightGradients)[..slopes.Length].CopyTo(slopes);
        var moreSlopes = Unitwise!.CompleteMore(weightGradients);
        for (var l = 0; l < moreSlopes.Length; l++) slopes[l] += moreSlopes[l];
        return terms;
    }

    /// <summary>The same but for the weight decay, which an optimizer adds in its own pass over the parameters.</summary>
    /// <param name="values">This machine's passes, one a shard.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="weightGradients">Takes the gradient.</param>
    /// <param name="whole">All of their rows, of which they are windows, where what goes row by row is to be done for all at once; null where not.</param>
    /// <param name="wholeGradients">Its gradients.</param>
    public LossTerms StepWithoutDecay(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients, Parameters<T> weightGradients, Pass<T>? whole = null, Pass<T>? wholeGradients = null)
    {
        var terms = Forward(values, gradients, whole);
        if (whole is not null) _decoder.BackToCodes(wholeGradients!);
        for (var i = 0; i < values.Length; i++) Backward(values[i], gradients[i], weightGradients, isBackAtCodes: whole is not null);
        CompleteGradient(weightGradients);
        return terms;
    }

    /// <summary>Products of the pass go row by row, so that they may be done for several passes at once.</summary>
    public bool GoesRowByRow => !_sparsity.Encodes && !_sparsity.KeepsPreCodes && !TakesOff && Options.Sparsity.UnitPrefixes is null;

    private LossTerms Forward(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients, Pass<T>? whole = null)
    {
        BeginBatch(values[0].MeanOver);
        if (whole is not null) MakePreCodes(whole);
        for (var i = 0; i < values.Length && whole is null; i++) MakePreCodes(values[i]);    // Input -> PreCodes
        _sparsity.ForwardBatch(values);                                   // PreCodes -> Codes, UnitSums
        foreach (var pass in values) _unitSums.Add(pass.Shard, pass.UnitSums);
        var penalty = ApplyPenalty();                                     // means are over the whole batch
        if (whole is not null) _decoder.Forward(whole);
        for (var i = 0; i < values.Length; i++)                           // Codes -> Logits, d Logits
            _losses.Add(values[i].Shard, whole is null ? EvaluateLoss(values[i], gradients[i]) : PrefixLosses.Evaluate(_loss, values[i], gradients[i]));
        var reconstruction = Reconstruction();
        var auxiliary = _auxiliary?.Evaluate(values, gradients) ?? 0;
        return new(reconstruction, penalty.Weighted, 0, penalty.Value, auxiliary);
    }

    private bool TakesOff => Options.Sparsity.TakesDecoderBiasOff && Parameters.Table.Targets == 0;

    private void MakePreCodes(Pass<T> values)
    {
        _encoder.TakeOff(values);
        if (!_sparsity.Encodes) _encoder.Forward(values);
    }

    // What a pass leaves for the gradient of the biases and of the mechanism's own blocks.
    private void Count(Pass<T> values, Pass<T> gradients)
    {
        _gradientSums.Add(values.Shard, gradients.UnitSums);
        if (values.SparseCodes is not null) _outputSums.Add(values.Shard, gradients.OutputSums);
        _isFew = values.SparseCodes is not null;
    }

    // That gradient, over the whole batch.
    private ReadOnlySpan<double> CompleteBiases(Parameters<T> weightGradients)
    {
        var sums = _gradientSums.Complete();
        if (_isFew)
        {
            Parameters<T>.PutBiases(_outputSums.Complete(), weightGradients.DecoderBiases, add: false);
            Parameters<T>.PutBiases(sums[..Parameters.HiddenUnits], weightGradients.EncoderBiases, add: false);
        }
        _sparsity.CompleteGradient(_allUnitSums, sums, _rows, weightGradients);
        return sums;
    }

    private ShardTotal<Parameters<T>, T> TotalOf(Parameters<T> weightGradients)
    {
        if (_total is null || _totalOf != weightGradients) (_total, _totalOf) = (new(Shards, weightGradients, weightGradients.Empty, share => share.Numbers, _workers), weightGradients);
        return _total;
    }
}

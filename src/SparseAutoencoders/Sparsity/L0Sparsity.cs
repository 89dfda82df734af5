namespace SparseAutoencoders;

/// <summary>What mechanisms have in common by which few codes are not 0: choosing them while pre-codes are made, unit sums, silent units, decoder rows of length 1, and the level at which L0 is what was asked.</summary>
/// <remarks>Unit sums are Σ over rows of each unit's code, then its active rows, then what the mechanism adds.
/// Decoder rows w of length 1: a step goes along the gradient's part at right angles to them, g − (g·w) w, and the row is divided by its length afterwards.</remarks>
internal abstract class L0Sparsity<T> : ISparsity<T>, IConstraint<T>, IUnitwise<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly L0Options _options;
    private readonly SilentUnits<T>? _silent;

    protected L0Sparsity(L0Options options, Parameters<T> parameters, Workers workers)
    {
        (_options, Parameters, Workers, Product) = (options, parameters, workers, new(workers));
        if (options.Aux > 0) _silent = new(options, parameters, workers);
    }

    protected Parameters<T> Parameters { get; }

    protected Workers Workers { get; }

    protected SlabProduct<T> Product { get; }

    protected Candidates<T> Found { get; } = new();

    protected int Units => Parameters.HiddenUnits;

    /// <summary>The decoder's biases are taken off rows: not where others are rebuilt.</summary>
    protected bool TakesOff => _options.TakesDecoderBiasOff && Parameters.Table.Targets == 0;

    /// <summary>Active units a row asked for.</summary>
    protected double Asked => _options.L0 ?? throw new InvalidOperationException("The options are not completed.");

    public bool Encodes => true;

    public virtual int SumsPerUnit => 2;

    public IConstraint<T> Constraint => this;

    public virtual IAuxiliaryLoss<T>? Auxiliary => _silent;

    public bool IsSolvedInTraining => false;

    /// <summary>Codes that a batch is to have: at least one.</summary>
    protected long AskedOf(Pass<T> values) => Math.Max(1, (long)Math.Round(Asked * values.Rows));

    /// <summary>Whether there is a level to be found.</summary>
    protected virtual bool HasLevel => true;

    /// <summary>What the encoder's product begins with, (1, hidden units).</summary>
    protected Matrix<T> Bias => Parameters[Biases];

    /// <summary>Above which pre-code a unit is active, (1, hidden units); null for 0.</summary>
    protected virtual Matrix<T>? Offsets => Parameters[L0Options.Thresholds];

    /// <summary>Above which pre-code a unit's code is above 0, (1, hidden units); null for 0.</summary>
    protected virtual Matrix<T>? Floors => null;

    public virtual bool IsUnitwise => true;

    public bool HasUnitLength => _options.DecoderNorm == DecoderNorm.Unit;

    public UnitTerms<T>? More => _silent?.Terms;

    public string Biases => _options.Biases;

    public void Begin(int rows) => _silent?.Begin(rows);

    public void Forward(Pass<T> values)
    {
        var codes = values.SparseCodes ??= new();
        if (values.IsTraining) Choose(values, codes);
        else Use(values, codes);
        var sums = values.UnitSums;
        codes.SumUnits(sums[..Units]);
        for (var l = 0; l < Units; l++) sums[Units + l] = codes.CountOf(l);
        SumMore(codes, sums);
    }

    public virtual SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows) => default;

    public virtual void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        gradients.SparseCodes!.SumUnits(gradients.UnitSums);
        _silent?.Count(values);
    }

    public abstract IRowCoder<T> Freeze();

    public void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures)
    {
        var (all, most) = (0.0, 0.0);
        foreach (var active in unitSums.Slice(Units, Units)) (all, most) = (all + active, Math.Max(most, active));
        (figures[0], figures[1]) = (all / rows, most / rows);
    }

    public virtual void KeepIn(SavedState state) => _silent?.KeepIn(state);

    public virtual void ResetUnit(int unit, ReadOnlySpan<double> products)
    {
        Parameters.EncoderBiases[unit] = T.Zero;
        _silent?.Forget(unit);
        if (_options.DecoderNorm == DecoderNorm.Unit) UnitRows.SetLength(Parameters.DecoderWeights.Row(unit));
    }

    public void Project(Parameters<T> parameters, Parameters<T> gradient, double weightDecay)
    {
        if (_options.DecoderNorm == DecoderNorm.Unit) RowBlocks.Run(Workers, Units, parameters.DecoderWeights.Columns, new Projection(parameters.DecoderWeights, gradient.DecoderWeights));
    }

    public void Restore(Parameters<T> parameters)
    {
        EndStep();
        if (_options.DecoderNorm == DecoderNorm.Unit) RowBlocks.Run(Workers, Units, parameters.DecoderWeights.Columns, new Lengths(parameters.DecoderWeights));
    }

    public virtual void CompleteOwn(Parameters<T> weightGradients)
    {
    }

    public virtual void EndStep()
    {
    }

    public void Solve(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation)
    {
        Restore(parameters);
        if (!HasLevel) return;
        var level = new LevelSearch<T>(rows, parameters, Bias, Offsets, Floors, TakesOff, Workers, cancellation).Find((long)Math.Round(Asked * rows.Count));
        Raise(T.CreateTruncating(level));
    }

    public ConstraintReport? Report(Parameters<T> parameters, PreparedRows<T> rows, string stored, CancellationToken cancellation) => null;

    /// <summary>EncoderInput → the codes of a batch that is trained on.</summary>
    protected abstract void Choose(Pass<T> values, SparseCodes<T> codes);

    /// <summary>EncoderInput → the codes of the model in use.</summary>
    protected virtual void Use(Pass<T> values, SparseCodes<T> codes)
    {
        Found.Begin(values.Rows, Offsets, T.Zero, floors: Floors);
        Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, Found);
        codes.Take(Found, Units, Workers);
    }

    /// <summary>Makes pre-codes and gathers candidates; in training those of silent units, too.</summary>
    protected void Gather(Pass<T> values)
    {
        if (values.IsTraining && _silent is { } silent && silent.BeginChoice(values)) Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, Found, silent.Found);
        else Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, Found);
    }

    /// <summary>Moves all thresholds.</summary>
    protected virtual void Raise(T level)
    {
        foreach (ref var threshold in Parameters[L0Options.Thresholds].All) threshold = T.Max(T.Zero, threshold + level);
    }

    /// <summary>The mechanism's further sums; and active rows, where it has places whose code is 0.</summary>
    protected virtual void SumMore(SparseCodes<T> codes, Span<double> sums)
    {
    }

    private readonly struct Projection(Matrix<T> rows, Matrix<T> gradients) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, rows.Rows);
            for (var l = first; l < first + units; l++) UnitRows.Project(rows.Row(l), gradients.Row(l));
        }
    }

    private readonly struct Lengths(Matrix<T> rows) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, rows.Rows);
            for (var l = first; l < first + units; l++) UnitRows.SetLength(rows.Row(l));
        }
    }
}

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
        if (options.Aux > 0) _silent = new(options, parameters, Of, workers);
    }

    protected Parameters<T> Parameters { get; }

    protected Workers Workers { get; }

    protected SlabProduct<T> Product { get; }

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

    /// <summary>Codes that so many rows are to have: at least one.</summary>
    protected long AskedOf(int rows) => Math.Max(1, (long)Math.Round(Asked * rows));

    /// <summary>What is kept of a pass between the methods.</summary>
    protected virtual Gathered Of(Pass<T> values) => values.State<Gathered>();

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

    public UnitTerms<T>? More(Pass<T> values) => _silent?.TakeTerms(values);

    public ReadOnlySpan<double> CompleteMore(Parameters<T> weightGradients) => _silent is null ? [] : _silent.CompleteBiases(weightGradients);

    public string Biases => _options.Biases;

    public void Begin(int rows) => _silent?.Begin(rows);

    /// <remarks>A pass that is trained on is a batch by itself.</remarks>
    public void Forward(Pass<T> values)
    {
        if (values.IsTraining) Choose([values], Shards.One, values.Rows);
        else Use(values);
        Sum(values);
    }

    public void ForwardBatch(ReadOnlySpan<Pass<T>> batch)
    {
        Choose(batch, Workers.Shards, batch[0].MeanOver);
        foreach (var values in batch) Sum(values);
    }

    public virtual SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows) => default;

    public virtual int GradientSumsPerUnit => 1;

    public virtual void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add) => gradients.SparseCodes!.SumUnits(gradients.UnitSums[..Units]);

    public virtual void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients) =>
        _silent?.Count(unitSums.Slice(Units, Units), rows);

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
    /// <param name="batch">Its passes on this machine.</param>
    /// <param name="over">How the whole batch is cut.</param>
    /// <param name="rows">Of the whole batch.</param>
    protected abstract void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows);

    /// <summary>EncoderInput → the codes of the model in use.</summary>
    protected virtual void Use(Pass<T> values)
    {
        var found = Of(values).Found;
        found.Begin(values.Rows, Offsets, T.Zero, floors: Floors);
        Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, found);
        Take(values);
    }

    /// <summary>Begins to gather candidates of every pass, makes pre-codes, and gathers; in training candidates among silent units, too.</summary>
    /// <param name="batch">The passes.</param>
    /// <param name="offsets">Taken off pre-codes; null for nothing.</param>
    /// <param name="bound">Scores above it count.</param>
    /// <param name="most">How many of a row are wanted; 0 for all.</param>
    /// <param name="anySign">Numbers below 0 are no less.</param>
    /// <returns>The candidates of each pass.</returns>
    protected Candidates<T>[] Gather(ReadOnlySpan<Pass<T>> batch, Matrix<T>? offsets, T bound, int most = 0, bool anySign = false)
    {
        var silent = batch[0].IsTraining && _silent is { } units && units.BeginBatch(batch[0].MeanOver) ? units : null;
        var all = new Candidates<T>[batch.Length];
        for (var i = 0; i < all.Length; i++)
        {
            var (values, own) = (batch[i], Of(batch[i]));
            (all[i] = own.Found).Begin(values.Rows, offsets, bound, most, anySign: anySign);
            silent?.Begin(values, own.SilentFound);
            if (silent is null) Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, own.Found);
            else Product.Run(values.EncoderInput, Parameters.EncoderWeights, Bias, own.Found, own.SilentFound);
        }
        return all;
    }

    /// <summary>What is left of a pass's candidates becomes its codes.</summary>
    protected virtual void Take(Pass<T> values) => (values.SparseCodes ??= new()).Take(Of(values).Found, Units, Workers);

    /// <summary>Moves all thresholds.</summary>
    protected virtual void Raise(T level)
    {
        foreach (ref var threshold in Parameters[L0Options.Thresholds].All) threshold = T.Max(T.Zero, threshold + level);
    }

    /// <summary>The mechanism's further sums of a pass; and active rows, where it has places whose code is 0.</summary>
    protected virtual void SumMore(Pass<T> values, Span<double> sums)
    {
    }

    private void Sum(Pass<T> values)
    {
        var sums = values.UnitSums;
        var codes = values.SparseCodes!;
        codes.SumUnits(sums[..Units]);
        for (var l = 0; l < Units; l++) sums[Units + l] = codes.CountOf(l);
        SumMore(values, sums);
    }

    /// <summary>What is kept of a pass between the methods.</summary>
    protected class Gathered : SilentState<T>
    {
        /// <summary>Candidates; then those that are chosen.</summary>
        public Candidates<T> Found { get; } = new();
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

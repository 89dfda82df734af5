namespace SparseAutoencoders;

/// <summary>Station: pre-codes to codes, what their sparsity costs, and back.</summary>
/// <remarks>Between <see cref="Forward(Pass{T})"/> and <see cref="Backward"/> stands <see cref="ApplyPenalty"/>, which is told the unit sums over the whole batch: of one pass, of all
/// blocks of a full batch, of all machines.</remarks>
public interface ISparsity<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Passes are to keep pre-codes when there are codes.</summary>
    bool KeepsPreCodes => false;

    /// <summary>Sums over rows that it needs of each unit: of its code, and then what else the mechanism takes.</summary>
    int SumsPerUnit => 1;

    /// <summary>Sums over rows that <see cref="Backward"/> leaves of each unit among the gradients: of its pre-codes' gradients, and then what else the mechanism takes.</summary>
    int GradientSumsPerUnit => 1;

    /// <summary><see cref="Forward(Pass{T})"/> makes codes of the encoder's input itself, and no pre-codes are made for it.</summary>
    bool Encodes => false;

    /// <summary>A second loss that is its own; null for none.</summary>
    IAuxiliaryLoss<T>? Auxiliary => null;

    /// <summary>What holds for the parameters by this mechanism; null where nothing does.</summary>
    IConstraint<T>? Constraint => null;

    /// <summary>Before the first step of a run, or of what is left of one.</summary>
    /// <param name="rows">The training rows.</param>
    void Begin(int rows) { }

    /// <summary>PreCodes → Codes, UnitSums; and SparseCodes, where few codes are not 0. Where these are there, Codes need not be.</summary>
    void Forward(Pass<T> values);

    /// <summary>The same for a batch, whose rows are cut into several passes and may be those of several machines, where a code depends on the other rows.</summary>
    /// <param name="batch">This machine's passes; their means are over the rows of the whole batch.</param>
    void ForwardBatch(ReadOnlySpan<Pass<T>> batch)
    {
        foreach (var values in batch) Forward(values);
    }

    /// <summary>The penalty on a batch's codes; its slopes are kept for <see cref="Backward"/>.</summary>
    /// <param name="unitSums">Σ over rows of each unit's code, and what else it sums.</param>
    /// <param name="rows">How many rows the sums are over.</param>
    SparsityPenalty ApplyPenalty(ReadOnlySpan<double> unitSums, int rows);

    /// <summary>Gradient of the codes → gradient of the pre-codes, the penalty's share included, and its sums over rows; and that of the mechanism's own blocks.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Codes, or SparseCodes, in whose place the gradient of the pre-codes comes; takes UnitSums.</param>
    /// <param name="weightGradients">Takes those of the mechanism's own blocks.</param>
    /// <param name="add">Whether these are added to what is there.</param>
    void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add);

    /// <summary>Once all of a batch has come back: the gradient of the mechanism's own blocks, as far as it depends on sums over the whole batch.</summary>
    /// <param name="unitSums">Σ over the rows of all machines of each unit's code, and what else it sums.</param>
    /// <param name="gradientSums">Likewise of what <see cref="Backward"/> left in UnitSums.</param>
    /// <param name="rows">How many rows that were.</param>
    /// <param name="weightGradients">The gradient, all else there.</param>
    void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients) { }

    /// <summary>Of blocks whose gradient is a surrogate (<see cref="Block.HasExactGradient"/>): it once more, worked out plainly from its definition, for checks. After a step's <see cref="Backward"/>.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Logits.</param>
    /// <param name="surrogates">Takes them.</param>
    void DefineSurrogates(Pass<T> values, Pass<T> gradients, Parameters<T> surrogates) { }

    /// <summary>Codes rows by the parameters as they are now and stay.</summary>
    IRowCoder<T> Freeze();

    /// <summary>Works out <see cref="SparsityOptions.Figures"/>.</summary>
    /// <param name="unitSums">Σ over rows of each unit's code, and what else it sums.</param>
    /// <param name="rows">How many rows the sums are over.</param>
    /// <param name="figures">Takes one value a figure.</param>
    void Judge(ReadOnlySpan<double> unitSums, long rows, Span<double> figures) { }

    /// <summary>Names what a step hands on to the next, beside the parameters; nothing unless a mechanism says otherwise.</summary>
    void KeepIn(SavedState state) { }

    /// <summary>A unit begins anew, its weights set: sets its bias and what else is its own, and forgets what was remembered of it.</summary>
    /// <param name="unit">Which, from 0.</param>
    /// <param name="products">W_e[unit]·x for a sample of the rows.</param>
    void ResetUnit(int unit, ReadOnlySpan<double> products);
}

/// <summary>A loss of a mechanism's own beside the reconstruction, with a gradient that reaches the weights.</summary>
public interface IAuxiliaryLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Its share of the objective, for a batch whose codes and logits' gradients are there: over the rows of all machines.</summary>
    /// <param name="values">This machine's passes.</param>
    /// <param name="gradients">Their gradients.</param>
    double Evaluate(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients);

    /// <summary>Codes of a pass that this loss alone is of; null for none. Which they are is held fixed by its gradient.</summary>
    SparseCodes<T>? Codes(Pass<T> values) => null;

    /// <summary>Parameters that its gradient takes for fixed stay as they are now in what it is evaluated by, for checks.</summary>
    void Hold() { }

    /// <summary>Adds a pass's share of its gradient to that of the weights, which is there but for it.</summary>
    /// <param name="values">The pass.</param>
    /// <param name="gradients">Its gradients.</param>
    /// <param name="weightGradients">Takes it.</param>
    void AddGradient(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients);

    /// <summary>Once all of a batch has come back: adds its gradient to that of biases.</summary>
    /// <param name="weightGradients">The gradient, all else there.</param>
    void CompleteGradient(Parameters<T> weightGradients) { }
}

/// <summary>What sparsity costs.</summary>
/// <param name="Value">The penalty itself, Ω.</param>
/// <param name="Weighted">What it adds to the objective, βΩ.</param>
public readonly record struct SparsityPenalty(double Value, double Weighted);

/// <summary>A mechanism whose parameters no longer change.</summary>
public interface IRowCoder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Codes of some rows and nothing else, on the calling thread (very few rows: on all); from several threads at once.</summary>
    /// <param name="weights">W_e.</param>
    /// <param name="biases">b_e, (1, hidden units).</param>
    /// <param name="rows">(rows, inputs), one after the other.</param>
    /// <param name="codes">(rows, hidden units), takes them.</param>
    void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes);
}

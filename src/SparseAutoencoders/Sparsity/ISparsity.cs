namespace SparseAutoencoders;

/// <summary>Station: pre-codes to codes, and what their sparsity costs.</summary>
/// <remarks>Between <see cref="Forward"/> and <see cref="Backward"/> stands <see cref="Penalty"/>, which is told the unit sums over the
/// whole batch: of one pass, of all blocks of a full batch, of all workers.</remarks>
internal interface ISparsity<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>PreCodes → Codes, UnitSums.</summary>
    void Forward(Pass<T> values);

    /// <summary>Codes of some rows and nothing else, on the calling thread; from several threads at once.</summary>
    /// <param name="weights">W_e.</param>
    /// <param name="biases">b_e, (1, hidden units).</param>
    /// <param name="rows">(rows, inputs).</param>
    /// <param name="codes">(rows, hidden units).</param>
    void Encode(PackedFactor<T> weights, Matrix<T> biases, ReadOnlySpan<T> rows, Span<T> codes);

    /// <summary>The penalty, not yet weighted by β; its slopes are kept for <see cref="Backward"/>.</summary>
    /// <param name="unitSums">Σ over rows of each unit's code.</param>
    /// <param name="rows">How many rows the sums are over.</param>
    double Penalty(ReadOnlySpan<double> unitSums, int rows);

    /// <summary>Names what a step hands on to the next, beside the parameters; nothing unless a mechanism says otherwise.</summary>
    void KeepIn(SavedState state) { }

    /// <summary>A unit has begun anew, its mean activation near ρ: what is remembered of it counts no longer. Nothing unless a mechanism says otherwise.</summary>
    void Renew(int unit) { }

    /// <summary>Gradient of the codes → gradient of the pre-codes, the penalty's share included.</summary>
    void Backward(Pass<T> values, Pass<T> gradients);
}

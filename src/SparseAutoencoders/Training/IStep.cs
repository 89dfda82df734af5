namespace SparseAutoencoders;

/// <summary>Steps on batches, wherever they are computed: a loop knows no more of it than this.</summary>
internal interface IStep<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Σ over the last batch's rows, on all machines, of each unit's code.</summary>
    ReadOnlySpan<double> UnitSums { get; }

    /// <summary>Begins a batch, for each of this machine's shards.</summary>
    /// <param name="shard">From 0.</param>
    /// <param name="rows">How many rows it gives.</param>
    /// <param name="allRows">How many the batch has on all machines.</param>
    /// <returns>(rows, inputs), with targets (rows, inputs + targets), takes them.</returns>
    Matrix<T> Begin(int shard, int rows, int allRows);

    /// <summary>Forward, loss, backward, update. Where L or Ω is not finite the parameters stay as they are.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <returns>The objective's parts before the step.</returns>
    LossTerms Run(double rate);

    /// <summary>The parameters as they are after the last step; nothing to be done where steps move these very ones.</summary>
    void CopyTo(Parameters<T> parameters);

    /// <summary>Goes on from other parameters; nothing to be done where steps move these very ones.</summary>
    void CopyFrom(Parameters<T> parameters);

    /// <summary>Names all that a step hands on to the next.</summary>
    void KeepIn(SavedState state);

    /// <summary>Forgets past steps of a unit.</summary>
    void Forget(int unit);
}

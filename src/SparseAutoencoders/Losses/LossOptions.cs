namespace SparseAutoencoders;

/// <summary>How far the output is from the input: <see cref="SquaredErrorOptions"/> or <see cref="CrossEntropyOptions"/>. Each loss derives its own options and makes its own station.</summary>
public abstract record LossOptions
{
    /// <summary>Whether the loss is defined for outputs of this function.</summary>
    public abstract bool Accepts(OutputFunction decoder);

    /// <summary>The station.</summary>
    /// <param name="decoder">The decoder's last step.</param>
    /// <param name="workers">Threads.</param>
    public abstract ILoss<T> Create<T>(OutputFunction decoder, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

namespace SparseAutoencoders;

/// <summary>How the weights are learned: <see cref="AdamOptions"/>, <see cref="SgdOptions"/> or <see cref="LbfgsOptions"/>. Each optimizer derives its own options.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Epochs or iterations of a whole run.</summary>
    public abstract int Total { get; }

    /// <summary>Every step is over all rows.</summary>
    public virtual bool IsOverAllRows => false;
}

using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Normalization;

/// <summary>How rows are made comparable before the network sees them. Fitted on the training rows and stored in the model.</summary>
public abstract record ScalingOptions
{
    /// <summary>Works out the scaling from rows; null where nothing is done.</summary>
    internal abstract Normalizer? Fit(IRows rows, Workers workers, CancellationToken cancellation);
}

/// <summary>Rows as they are.</summary>
public sealed record NoScaling : ScalingOptions
{
    internal override Normalizer? Fit(IRows rows, Workers workers, CancellationToken cancellation) => null;
}

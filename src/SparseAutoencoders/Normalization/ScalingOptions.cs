using SparseAutoencoders.Settings;

namespace SparseAutoencoders.Normalization;

/// <summary>How rows are made comparable before the network sees them. Fitted on the training rows and stored in the model.</summary>
public abstract record ScalingOptions;

/// <summary>Rows as they are.</summary>
public sealed record NoScaling : ScalingOptions;

/// <summary>Each input to [0, 1] over the training rows; a constant input becomes 0.</summary>
public sealed record MinMaxScaling : ScalingOptions;

/// <summary>Each input to mean 0 and standard deviation 1 over the training rows; a constant input becomes 0.</summary>
public sealed record StandardScaling : ScalingOptions;

/// <summary>Zero-phase whitening: mean 0, then a symmetric rotation that makes inputs uncorrelated with variance near 1.</summary>
public sealed record ZcaScaling : ScalingOptions
{
    /// <summary>Added to each variance before its square root is divided by, as a share of the mean variance: keeps noise small.</summary>
    [Setting("zca-epsilon", "added to each variance before whitening, as a share of the mean variance", Above = 0)]
    public double Epsilon { get; init; } = 0.01;
}

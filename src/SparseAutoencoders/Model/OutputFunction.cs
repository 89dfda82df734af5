namespace SparseAutoencoders;

/// <summary>The decoder's last step, from what the weights give to the output x̂.</summary>
public enum OutputFunction
{
    /// <summary>1 / (1 + e⁻ᶻ): outputs in (0, 1), for inputs in [0, 1].</summary>
    Sigmoid,

    /// <summary>The value itself: for inputs of any size.</summary>
    Linear,
}

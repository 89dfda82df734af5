namespace SparseAutoencoders.Outsiders;

/// <summary>Adds one of each family to what the library brings.</summary>
public static class OutsidersChoices
{
    /// <summary>The choices with the four made-up ones among them.</summary>
    public static Choices WithOutsiders(this Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices with
        {
            Sparsities = [.. choices.Sparsities, Choices.Of<SparsityOptions, ThresholdReluOptions>("toy-relu", "codes above a learned threshold")],
            Losses = [.. choices.Losses, Choices.Of<LossOptions, SmoothAbsoluteErrorOptions>("toy-error", "sum of smooth absolute differences")],
            Optimizers = [.. choices.Optimizers, Choices.Of<OptimizerOptions, SignDescentOptions>("toy-sign", "mini-batches, steps by the sign alone")],
            Scalings = [.. choices.Scalings, Choices.Of<ScalingOptions, MiddleScaling>("toy-middle", "each input around the middle of its range")],
        };
    }
}

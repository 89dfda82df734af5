namespace SparseAutoencoders.Plots;

/// <summary>Which of a unit's weights are drawn.</summary>
public enum UnitWeights
{
    /// <summary>W_e[l]: what it looks for.</summary>
    Encoder,

    /// <summary>W_d[l]: what it writes.</summary>
    Decoder,

    /// <summary>What it writes, and beside it what it looks for.</summary>
    Both,
}

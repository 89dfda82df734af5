namespace SparseAutoencoders;

/// <summary>How hidden units are described from rows and what stands beside them.</summary>
public sealed record MeaningOptions
{
    /// <summary>Strongest rows that are kept of each unit. Default 10; at least 0.</summary>
    public int Rows { get; init; } = 10;

    /// <summary>Words that are kept of each unit. Default 10; at least 0.</summary>
    public int Words { get; init; } = 10;

    /// <summary>Labels that are kept of each unit, by their share of its active rows. Default 10; at least 0.</summary>
    public int Labels { get; init; } = 10;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(Words);
        ArgumentOutOfRangeException.ThrowIfNegative(Labels);
    }
}

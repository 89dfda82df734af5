namespace SparseAutoencoders;

/// <summary>A named block of numbers that a model has: a matrix or a vector. What model file, checkpoint, weight decay, optimizer, gradient check and the resetting of
/// units must know of it stands here.</summary>
/// <param name="Name">Name of its tensor in model files.</param>
/// <param name="Rows">Rows of the matrix, or numbers of the vector.</param>
/// <param name="Columns">Numbers in a row; null for a vector.</param>
public sealed record Block(string Name, int Rows, int? Columns = null)
{
    /// <summary>The weight decay is over it.</summary>
    public bool IsDecayed { get; init; }

    /// <summary>The optimizer moves it. What it does not is a buffer: the mechanism sets it, and it is saved with the rest.</summary>
    public bool IsLearned { get; init; } = true;

    /// <summary>Row l, or number l of a vector, is hidden unit l's own: it is forgotten when the unit begins anew.</summary>
    public bool IsPerUnit { get; init; }

    /// <summary>The gradient that is written out is the derivative of the objective, so that differences can check it; false where a surrogate stands in for it.</summary>
    public bool HasExactGradient { get; init; } = true;

    /// <summary>Numbers in it.</summary>
    public long Count => (long)Rows * (Columns ?? 1);

    internal long[] Shape => Columns is { } columns ? [Rows, columns] : [Rows];
}

namespace SparseAutoencoders;

/// <summary>A text beside each row: captions, or the names of classes. They are never learned from.</summary>
public interface IRowTexts
{
    /// <summary>One for each row.</summary>
    int Count { get; }

    /// <summary>A row's text; empty where it has none.</summary>
    /// <param name="row">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row beyond <see cref="Count"/>.</exception>
    string this[int row] { get; }
}

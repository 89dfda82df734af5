namespace SparseAutoencoders.Optimization;

/// <summary>Turns a gradient into a step.</summary>
internal interface IUpdateRule<T>
{
    /// <summary>Moves the parameters by one step of the given size.</summary>
    void Step(Span<T> parameters, ReadOnlySpan<T> gradient, double rate);
}

using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Optimization;

/// <summary>Turns a gradient into a step.</summary>
internal interface IUpdateRule<T>
{
    /// <summary>Names the memory of past steps.</summary>
    void KeepIn(SavedState state);

    /// <summary>Moves the parameters by one step of the given size.</summary>
    void Step(Span<T> parameters, ReadOnlySpan<T> gradient, double rate);
}

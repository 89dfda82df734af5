namespace SparseAutoencoders;

/// <summary>Turns a gradient into a step.</summary>
public interface IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Names the memory of past steps.</summary>
    void KeepIn(SavedState state);

    /// <summary>Forgets past steps of some parameters, which begin anew.</summary>
    void Forget(int first, int count);

    /// <summary>It can move parameters some at a time, so that a gradient need never be there as a whole.</summary>
    bool MovesInParts => false;

    /// <summary>Begins a step in parts.</summary>
    /// <param name="rate">Size of the step.</param>
    void BeginParts(double rate) => throw new NotSupportedException();

    /// <summary>Moves some neighbouring parameters, once a step. From several threads at once.</summary>
    /// <param name="parameters">They.</param>
    /// <param name="first">The place of the first among all that are learned.</param>
    /// <param name="gradient">Theirs, weight decay left out.</param>
    /// <param name="decay">λ; 0 for what is not decayed.</param>
    /// <returns>Σ w² over them, before the step.</returns>
    double MovePart(Span<T> parameters, int first, ReadOnlySpan<T> gradient, double decay) => throw new NotSupportedException();

    /// <summary>Moves the parameters by one step, in one pass over them.</summary>
    /// <param name="parameters">(1, count).</param>
    /// <param name="gradient">(1, count), weight decay left out.</param>
    /// <param name="decayed">How many of the first parameters are decayed.</param>
    /// <param name="decay">λ: 2λw is added to their gradient.</param>
    /// <param name="rate">Size of the step.</param>
    /// <returns>Σ w² over the decayed parameters, before the step.</returns>
    double Step(Matrix<T> parameters, Matrix<T> gradient, int decayed, double decay, double rate);
}

namespace SparseAutoencoders;

/// <summary>Turns a gradient into a step.</summary>
public interface IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Names the memory of past steps.</summary>
    void KeepIn(SavedState state);

    /// <summary>Forgets past steps of some parameters, which begin anew.</summary>
    void Forget(int first, int count);

    /// <summary>Moves the parameters by one step, in one pass over them.</summary>
    /// <param name="parameters">(1, count).</param>
    /// <param name="gradient">(1, count), weight decay left out.</param>
    /// <param name="decayed">How many of the first parameters are decayed.</param>
    /// <param name="decay">λ: 2λw is added to their gradient.</param>
    /// <param name="rate">Size of the step.</param>
    /// <returns>Σ w² over the decayed parameters, before the step.</returns>
    double Step(Matrix<T> parameters, Matrix<T> gradient, int decayed, double decay, double rate);
}

namespace SparseAutoencoders;

/// <summary>What every optimizer whose steps are over all rows has: <see cref="LbfgsOptions"/>.</summary>
public abstract record FullBatchOptions : OptimizerOptions
{
    /// <summary>Iterations at most; fewer when no step improves the objective any more. Default 400; at least 1.</summary>
    [Setting("iterations", "steps over all rows at most", Min = 1)]
    public int Iterations { get; init; } = 400;

    /// <inheritdoc/>
    public override int Total => Iterations;

    /// <inheritdoc/>
    public override bool IsOverAllRows => true;

    /// <summary>What minimises.</summary>
    /// <param name="point">The parameters, (1, count); moved by every step.</param>
    /// <param name="gradient">The gradient there.</param>
    /// <param name="evaluate">Works out the value at the point and leaves the gradient in its place.</param>
    public abstract IMinimizer Create<T>(Matrix<T> point, Matrix<T> gradient, Func<double> evaluate) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Minimises a function of many parameters from its values and gradients.</summary>
public interface IMinimizer
{
    /// <summary>Length of the last step along its direction.</summary>
    double LastStep { get; }

    /// <summary>One iteration.</summary>
    /// <param name="value">The value at the point; replaced by that of the new one.</param>
    /// <returns>False if no step lowers the value: point, gradient and value are then as they were.</returns>
    bool Step(ref double value);

    /// <summary>Forgets past steps: the point or the function has been changed from outside.</summary>
    void Forget();

    /// <summary>Names the gradient and the memory of past steps.</summary>
    void KeepIn(SavedState state);
}

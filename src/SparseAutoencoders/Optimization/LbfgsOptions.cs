namespace SparseAutoencoders;

/// <summary>L-BFGS on all rows at once: two-loop recursion, line search to the strong Wolfe conditions.</summary>
public sealed record LbfgsOptions : FullBatchOptions
{
    /// <summary>Pairs of steps and gradient changes that are remembered. Default 20; at least 1.</summary>
    [Setting("history", "past steps remembered", Min = 1)]
    public int History { get; init; } = 20;

    /// <inheritdoc/>
    public override IMinimizer Create<T>(Matrix<T> point, Matrix<T> gradient, Func<double> evaluate) => new Lbfgs<T>(point, gradient, History, evaluate);
}

namespace SparseAutoencoders;

/// <summary>L-BFGS on all rows at once: two-loop recursion, line search to the strong Wolfe conditions.</summary>
public sealed record LbfgsOptions : OptimizerOptions
{
    /// <summary>Iterations at most; fewer when no step improves the objective any more.</summary>
    [Setting("iterations", "steps over all rows at most", Min = 1)]
    public int Iterations { get; init; } = 400;

    /// <summary>Pairs of steps and gradient changes that are remembered.</summary>
    [Setting("history", "past steps remembered", Min = 1)]
    public int History { get; init; } = 20;

    internal override int Total => Iterations;
}

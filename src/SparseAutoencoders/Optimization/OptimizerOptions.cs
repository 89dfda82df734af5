using SparseAutoencoders.Settings;

namespace SparseAutoencoders.Optimization;

/// <summary>How the weights are learned. Each optimizer derives its own options.</summary>
public abstract record OptimizerOptions;

/// <summary>What every optimizer that steps once a mini-batch has.</summary>
public abstract record MiniBatchOptions : OptimizerOptions
{
    /// <summary>Passes over the training rows.</summary>
    [Setting("epochs", "passes over the rows", Min = 1)]
    public int Epochs { get; init; } = 30;

    /// <summary>Rows in a step. The last batch of an epoch may be smaller.</summary>
    [Setting("batch", "rows in a step", Min = 1)]
    public int Batch { get; init; } = 256;

    /// <summary>Size of a step at the schedule's top.</summary>
    [Setting("learning-rate", "size of a step", Above = 0)]
    public abstract double LearningRate { get; init; }

    /// <summary>How the learning rate goes over the run.</summary>
    [Setting("schedule", "learning rate over the run: constant; linear, held for 70 % and then down to 0; or cosine, down to 0")]
    public Schedule Schedule { get; init; } = Schedule.Linear;

    /// <summary>Steps over which the learning rate rises from 0 before the schedule begins.</summary>
    [Setting("warm-up", "steps over which the learning rate rises from 0", Min = 0)]
    public int WarmUp { get; init; }
}

/// <summary>How the learning rate goes over a run.</summary>
public enum Schedule
{
    /// <summary>The same throughout.</summary>
    Constant,

    /// <summary>The same for 70 % of the steps, then on a line down to 0.</summary>
    Linear,

    /// <summary>Half a cosine from the top down to 0.</summary>
    Cosine,
}

/// <summary>Adam (Kingma and Ba 2015), with the weight decay in the gradient.</summary>
public sealed record AdamOptions : MiniBatchOptions
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = 0.01;
}

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdOptions : MiniBatchOptions
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = 0.05;

    /// <summary>Share of the last step that is added to the next.</summary>
    [Setting("momentum", "share of the last step added to the next", Min = 0, Below = 1)]
    public double Momentum { get; init; } = 0.9;
}

/// <summary>L-BFGS on all rows at once: two-loop recursion, line search to the strong Wolfe conditions.</summary>
public sealed record LbfgsOptions : OptimizerOptions
{
    /// <summary>Iterations at most; fewer when no step improves the objective any more.</summary>
    [Setting("iterations", "steps over all rows at most", Min = 1)]
    public int Iterations { get; init; } = 400;

    /// <summary>Pairs of steps and gradient changes that are remembered.</summary>
    [Setting("history", "past steps remembered", Min = 1)]
    public int History { get; init; } = 20;
}

namespace SparseAutoencoders;

/// <summary>What every optimizer that steps once a mini-batch has: <see cref="AdamOptions"/> and <see cref="SgdOptions"/>.</summary>
public abstract record MiniBatchOptions : OptimizerOptions
{
    private const double Rising = 0.05;                          // share of a trapezoid's steps

    /// <summary>Share of a trapezoid's steps, the last, in which the rate falls.</summary>
    internal const double Falling = 0.2;

    /// <summary>Passes over the training rows. Default 30; at least 1.</summary>
    [Setting("epochs", "passes over the rows", Min = 1)]
    public int Epochs { get; init; } = 30;

    /// <summary>Rows in a step; all rows where there are fewer. The last batch of an epoch may be smaller. Default 256; at least 1.</summary>
    [Setting("batch", "rows in a step", Min = 1)]
    public int Batch { get; init; } = 256;

    /// <summary>Size of a step at the schedule's top; above 0. Each optimizer has its own default.</summary>
    [Setting("learning-rate", "size of a step", Above = 0)]
    public abstract double LearningRate { get; init; }

    /// <summary>How the learning rate goes over the run.
    /// Default <see cref="Schedule.Linear"/>; <see cref="Schedule.Constant"/> or <see cref="Schedule.Linear"/> or <see cref="Schedule.Cosine"/> or <see cref="Schedule.Trapezoid"/>.</summary>
    [Setting("schedule", "learning rate over the run: constant, linear (held for 70 %, then down to 0), cosine (down to 0), trapezoid (up for 5 %, held, down over the last 20 %)")]
    public Schedule Schedule { get; init; } = Schedule.Linear;

    /// <summary>Steps over which the learning rate rises from 0 before the schedule begins. Default 0; at least 0.</summary>
    [Setting("warm-up", "steps over which the learning rate rises from 0", Min = 0)]
    public int WarmUp { get; init; }

    /// <inheritdoc/>
    public override int Total => Epochs;

    /// <summary>Learning rate of a step.</summary>
    /// <param name="step">From 1 to <paramref name="steps"/>.</param>
    /// <param name="steps">Steps of the whole run.</param>
    public double RateAt(long step, long steps)
    {
        if (step <= WarmUp) return LearningRate * step / WarmUp;
        var done = (double)(step - 1 - WarmUp) / Math.Max(1, steps - WarmUp);
        return LearningRate * Schedule switch
        {
            Schedule.Linear => Math.Min(1, (1 - done) / 0.3),
            Schedule.Trapezoid => Math.Min(1, Math.Min(WarmUp > 0 ? 1 : (done * steps + 1) / Math.Max(1, Rising * steps), (1 - done) / Falling)),
            Schedule.Cosine => 0.5 * (1 + Math.Cos(Math.PI * done)),
            _ => 1,
        };
    }

    /// <summary>The rule by which a gradient becomes a step, with its memory of past steps.</summary>
    /// <param name="parameters">How many are learned.</param>
    /// <param name="workers">Threads.</param>
    public abstract IUpdateRule<T> Create<T>(int parameters, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
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

    /// <summary>On a line from 0 up over the first 5 % of the steps (or over <see cref="MiniBatchOptions.WarmUp"/>, where that is given), the same until 80 %, then on a line down to 0.</summary>
    Trapezoid,
}

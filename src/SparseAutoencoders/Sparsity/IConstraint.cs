namespace SparseAutoencoders;

/// <summary>Something that holds for the parameters: training is then over what is left free.</summary>
/// <remarks>A step: all of a batch's gradient, then <see cref="Project"/>, then the optimizer, then <see cref="Restore"/>. Now and then, and wherever the constraint must hold,
/// <see cref="Solve"/>.</remarks>
public interface IConstraint<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>It is solved before every epoch and wherever the objective over all rows is wanted; else only once a model is to be used.</summary>
    bool IsSolvedInTraining => true;

    /// <summary>Before a step: the gradient by all parameters → that by the free ones; 0 for the others.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradient">Of the objective without the weight decay, which is added afterwards.</param>
    /// <param name="weightDecay">λ.</param>
    void Project(Parameters<T> parameters, Parameters<T> gradient, double weightDecay);

    /// <summary>After the step that followed <see cref="Project"/>: what is not free goes along, to first order.</summary>
    void Restore(Parameters<T> parameters);

    /// <summary>Makes the constraint hold over all rows.</summary>
    void Solve(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation);

    /// <summary>How well it holds for each unit over all rows, the parameters as they are; null where it is not a thing of single units.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stored">Kind of number the parameters are stored in, in words: it bounds how well it can hold.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    ConstraintReport? Report(Parameters<T> parameters, PreparedRows<T> rows, string stored, CancellationToken cancellation);
}

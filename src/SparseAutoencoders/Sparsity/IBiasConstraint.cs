namespace SparseAutoencoders;

/// <summary>What an <see cref="ISparsity{T}"/> is as well where it fixes the encoder's biases: they are then functions of the weights, and
/// training is over the weights and the decoder's biases alone.</summary>
/// <remarks>A step: all of a batch's <see cref="ISparsity{T}.Backward"/>, then <see cref="Reduce"/>, then the optimizer, then
/// <see cref="Follow"/>. Now and then, and wherever the constraint must hold, <see cref="Solve"/>.</remarks>
internal interface IBiasConstraint<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Relative deviation from the constraint that is allowed when training is over.</summary>
    double Tolerance { get; }

    /// <summary>The gradient by all parameters → that by the free ones, the biases going along with the weights; 0 for the biases.</summary>
    void Reduce(Parameters<T> parameters, Parameters<T> gradient);

    /// <summary>Moves the biases with the weights, to first order, after the step that followed <see cref="Reduce"/>.</summary>
    void Follow(Parameters<T> parameters);

    /// <summary>Sets the biases so that the constraint holds over all rows.</summary>
    void Solve(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation);

    /// <summary>How each unit stands over all rows, biases as they are.</summary>
    IReadOnlyList<UnitStand> Measure(Parameters<T> parameters, PreparedRows<T> rows, CancellationToken cancellation);
}

/// <summary>How a unit stands over all rows.</summary>
/// <param name="MeanActivation">ρ̂.</param>
/// <param name="Low">Smallest pre-code, its bias left out.</param>
/// <param name="High">Largest pre-code, its bias left out.</param>
internal readonly record struct UnitStand(double MeanActivation, double Low, double High);

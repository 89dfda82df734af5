namespace SparseAutoencoders;

/// <summary>Adam, with the weight decay in the gradient (it is part of the objective).</summary>
public sealed record AdamOptions : MiniBatchOptions
{
    /// <summary>Size of a step at the schedule's top. Default 0.01; above 0.</summary>
    public override double LearningRate { get; init; } = 0.01;

    /// <inheritdoc/>
    public override IUpdateRule<T> Create<T>(int parameters, Workers workers) => new Adam<T>(parameters, workers);
}

/// <summary>m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − rate · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε), with β₁ 0.9, β₂ 0.999, ε 1e-8.</summary>
/// <remarks>Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.</remarks>
internal sealed class Adam<T>(int parameters, Workers workers) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly Matrix<T> _means = new(1, parameters);
    private readonly Matrix<T> _squares = new(1, parameters);
    private readonly UpdatePass<T> _pass = new(workers);
    private long _step;
    private Move _move;

    /// <inheritdoc/>
    public void KeepIn(SavedState state)
    {
        state.Keep("adam.means", _means);
        state.Keep("adam.squares", _squares);
        state.Keep("adam.step", ref _step, 0, SavedState.MostCounted);
    }

    /// <inheritdoc/>
    public void Forget(int first, int count)
    {
        _means.All.Slice(first, count).Clear();
        _squares.All.Slice(first, count).Clear();
    }

    /// <inheritdoc/>
    public double Step(Matrix<T> parameters, Matrix<T> gradient, int decayed, double decay, double rate)
    {
        BeginParts(rate);
        return _pass.Run(parameters, gradient, _means, _squares, decayed, decay, _move);
    }

    /// <inheritdoc/>
    public bool MovesInParts => true;

    /// <inheritdoc/>
    public void BeginParts(double rate)
    {
        _step++;
        var scale = rate / (1 - Math.Pow(Beta1, _step));
        var rootScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, _step));
        _move = new(T.CreateTruncating(scale), T.CreateTruncating(rootScale));
    }

    /// <inheritdoc/>
    public double MovePart(Span<T> parameters, int first, ReadOnlySpan<T> gradient, double decay) =>
        UpdatePass<T>.Move(parameters, gradient, _means.All.Slice(first, parameters.Length), _squares.All.Slice(first, parameters.Length), T.CreateTruncating(2 * decay), _move);

    private readonly struct Move(T scale, T rootScale) : IUpdate<T>
    {
        public static bool RemembersTwo => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> parameter, Vector512<T> slope, ref Vector512<T> first, ref Vector512<T> second)
        {
            first = Constant(Beta1) * first + Constant(1 - Beta1) * slope;
            second = Constant(Beta2) * second + Constant(1 - Beta2) * slope * slope;
            return parameter - Vector512.Create(scale) * first / (Vector512.Sqrt(second) * rootScale + Constant(Epsilon));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<T> Constant(double value) => Vector512.Create(T.CreateTruncating(value));
    }
}

namespace SparseAutoencoders;

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdOptions : MiniBatchOptions
{
    /// <summary>Size of a step at the schedule's top. Default 0.05; above 0.</summary>
    public override double LearningRate { get; init; } = 0.05;

    /// <summary>Share of the last step that is added to the next. Default 0.9; in [0, 1).</summary>
    [Setting("momentum", "share of the last step added to the next", Min = 0, Below = 1)]
    public double Momentum { get; init; } = 0.9;

    /// <inheritdoc/>
    public override IUpdateRule<T> Create<T>(int parameters, Workers workers) => new Sgd<T>(parameters, Momentum, workers);
}

/// <summary>v ← μ v − rate · g; w ← w + v.</summary>
/// <remarks>Source: Polyak (1964); Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).</remarks>
internal sealed class Sgd<T>(int parameters, double momentum, Workers workers) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _velocity = new(1, parameters);
    private readonly UpdatePass<T> _pass = new(workers);
    private Accelerate _move;

    /// <inheritdoc/>
    public void KeepIn(SavedState state) => state.Keep("sgd.velocity", _velocity);

    /// <inheritdoc/>
    public void Forget(int first, int count) => _velocity.All.Slice(first, count).Clear();

    /// <inheritdoc/>
    public double Step(Matrix<T> parameters, Matrix<T> gradient, int decayed, double decay, double rate) =>
        _pass.Run(parameters, gradient, _velocity, _velocity, decayed, decay, new Accelerate(T.CreateTruncating(momentum), T.CreateTruncating(rate)));

    /// <inheritdoc/>
    public bool MovesInParts => true;

    /// <inheritdoc/>
    public void BeginParts(double rate) => _move = new(T.CreateTruncating(momentum), T.CreateTruncating(rate));

    /// <inheritdoc/>
    public double MovePart(Span<T> parameters, int first, ReadOnlySpan<T> gradient, double decay) =>
        UpdatePass<T>.Move(parameters, gradient, _velocity.All.Slice(first, parameters.Length), _velocity.All.Slice(first, parameters.Length), T.CreateTruncating(2 * decay), _move);

    private readonly struct Accelerate(T momentum, T rate) : IUpdate<T>
    {
        public static bool RemembersTwo => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> parameter, Vector512<T> slope, ref Vector512<T> first, ref Vector512<T> second) =>
            parameter + (first = Vector512.Create(momentum) * first - Vector512.Create(rate) * slope);
    }
}

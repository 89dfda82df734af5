using System.Numerics;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Settings;

namespace SparseAutoencoders.Optimization;

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdOptions : MiniBatchOptions
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = 0.05;

    /// <summary>Share of the last step that is added to the next.</summary>
    [Setting("momentum", "share of the last step added to the next", Min = 0, Below = 1)]
    public double Momentum { get; init; } = 0.9;

    internal override IUpdateRule<T> Create<T>(int parameters, Workers workers) => new Sgd<T>(parameters, Momentum);
}

/// <summary>v ← μ v − rate · g; w ← w + v.</summary>
/// <remarks>Source: Polyak (1964); Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).</remarks>
internal sealed class Sgd<T>(int parameters, double momentum) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _velocity = new(1, parameters);

    /// <inheritdoc/>
    public void KeepIn(SavedState state) => state.Keep("sgd.velocity", _velocity);

    /// <inheritdoc/>
    public void Step(Span<T> parameters, ReadOnlySpan<T> gradient, double rate)
    {
        Elementwise.Map<T, Accelerate>(gradient, _velocity.All, _velocity.All, new Accelerate(T.CreateTruncating(momentum), T.CreateTruncating(rate)));
        Elementwise.Map<T, Add<T>>(parameters, _velocity.All, parameters, default);
    }

    private readonly struct Accelerate(T momentum, T rate) : IMap2<T>
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Create(momentum) * y - Vector512.Create(rate) * x;
    }
}

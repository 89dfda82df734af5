using System.Numerics;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Optimization;

/// <summary>Adam, with the weight decay in the gradient (it is part of the objective).</summary>
public sealed record AdamOptions : MiniBatchOptions
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = 0.01;

    internal override IUpdateRule<T> Create<T>(int parameters, Workers workers) => new Adam<T>(parameters);
}

/// <summary>m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − rate · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε), with β₁ 0.9, β₂ 0.999, ε 1e-8.</summary>
/// <remarks>Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.</remarks>
internal sealed class Adam<T>(int parameters) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly Matrix<T> _means = new(1, parameters);
    private readonly Matrix<T> _squares = new(1, parameters);
    private long _step;

    /// <inheritdoc/>
    public void KeepIn(SavedState state)
    {
        state.Keep("adam.means", _means);
        state.Keep("adam.squares", _squares);
        state.Keep("adam.step", ref _step);
    }

    /// <inheritdoc/>
    public void Step(Span<T> parameters, ReadOnlySpan<T> gradient, double rate)
    {
        _step++;
        var scale = rate / (1 - Math.Pow(Beta1, _step));
        var rootScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, _step));
        Elementwise.Map<T, Blend>(gradient, _means.All, _means.All, new Blend(T.CreateTruncating(Beta1), T.CreateTruncating(1 - Beta1)));
        Elementwise.Map<T, BlendSquare>(gradient, _squares.All, _squares.All, new BlendSquare(T.CreateTruncating(Beta2), T.CreateTruncating(1 - Beta2)));
        Elementwise.Map<T, Move>(_means.All, _squares.All, parameters, parameters,
            new Move(T.CreateTruncating(scale), T.CreateTruncating(rootScale), T.CreateTruncating(Epsilon)));
    }

    private readonly struct Blend(T keep, T take) : IMap2<T>
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Create(keep) * y + Vector512.Create(take) * x;
    }

    private readonly struct BlendSquare(T keep, T take) : IMap2<T>
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Create(keep) * y + Vector512.Create(take) * x * x;
    }

    private readonly struct Move(T scale, T rootScale, T epsilon) : IMap3<T>
    {
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
            z - Vector512.Create(scale) * x / (Vector512.Sqrt(y) * rootScale + Vector512.Create(epsilon));
    }
}

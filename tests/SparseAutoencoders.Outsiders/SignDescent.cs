using System.Numerics;

namespace SparseAutoencoders.Outsiders;

/// <summary>An optimizer made up for tests: every step goes by the sign of a mean of gradients.</summary>
public sealed record SignDescentOptions : MiniBatchOptions
{
    public override double LearningRate { get; init; } = 0.002;

    public override IUpdateRule<T> Create<T>(int parameters, Workers workers) => new SignDescent<T>(parameters);
}

/// <summary>The rule of <see cref="SignDescentOptions"/>.</summary>
public sealed class SignDescent<T>(int parameters) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _means = new(1, parameters);

    public void KeepIn(SavedState state) => state.Keep("toy.means", _means);

    public void Forget(int first, int count) => _means.All.Slice(first, count).Clear();

    public double Step(Matrix<T> parameters, Matrix<T> gradient, int decayed, double decay, double rate)
    {
        var squares = 0.0;
        for (var i = 0; i < parameters.Columns; i++)
        {
            ref var number = ref parameters.All[i];
            if (i < decayed) squares += double.CreateTruncating(number * number);
            var slope = gradient.All[i] + (i < decayed ? T.CreateTruncating(2 * decay) * number : T.Zero);
            _means.All[i] = T.CreateTruncating(0.9) * _means.All[i] + T.CreateTruncating(0.1) * slope;
            if (_means.All[i] != T.Zero) number -= T.CreateTruncating(rate) * T.CopySign(T.One, _means.All[i]);
        }
        return squares;
    }
}

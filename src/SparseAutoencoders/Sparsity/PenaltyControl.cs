namespace SparseAutoencoders;

/// <summary>Weight λ of a penalty by which codes become 0: fixed, or moved after every batch so that L0 becomes what is asked.</summary>
/// <remarks>log λ goes up by a small share of log(L0 / aim), where the aim lies a little above what is asked: the level takes the rest away. λ is one of the model's numbers, for its objective is not known without.</remarks>
/// <param name="weights">(1, 1), holds λ.</param>
/// <param name="isFixed">It stays.</param>
/// <param name="l0">Active units a row asked for; null where λ stays.</param>
internal sealed class PenaltyControl<T>(Matrix<T> weights, bool isFixed, double? l0) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Name of its tensor.</summary>
    public const string Tensor = "penalty.weight";

    /// <summary>What λ begins with where it is moved.</summary>
    public const double Start = 0.02;

    private const double Gain = 0.03, Above = 1.02;

    /// <summary>λ.</summary>
    public double Weight => double.CreateTruncating(weights.All[0]);

    /// <summary>The block of λ.</summary>
    public static Block Block { get; } = new(Tensor, 1) { IsLearned = false };

    /// <summary>Sets λ before the first step.</summary>
    public static void Begin(Parameters<T> parameters, double? weight) => parameters[Tensor].All[0] = T.CreateTruncating(weight ?? Start);

    /// <summary>After a batch with so many active units a row.</summary>
    public void Move(double l0Now)
    {
        if (!isFixed && l0 is { } asked) weights.All[0] = T.CreateTruncating(Weight * Math.Exp(Gain * Math.Clamp(Math.Log(Math.Max(l0Now, 1e-3) / (Above * asked)), -1, 1)));
    }
}

namespace SparseAutoencoders;

/// <summary>One unit's term of the penalty Ω: the Kullback-Leibler divergence between coins that fall heads with probability ρ and ρ̂.</summary>
/// <remarks>Source: Ng, CS294A lecture notes "Sparse autoencoder" (2011), section 3; Olshausen and Field (1997) for the idea.</remarks>
public static class KlDivergence
{
    /// <summary>ρ̂ counts as at least this and at most 1 minus this, so that the term and its slope stay finite where a unit is silent
    /// (ρ̂ = 0) or stuck (ρ̂ = 1) on every row.</summary>
    public const double Margin = 1e-12;

    /// <summary>ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂)): at least 0, and 0 exactly where ρ̂ = ρ.</summary>
    /// <param name="rho">ρ, in (0, 1).</param>
    /// <param name="meanActivation">ρ̂, in [0, 1]; counts as at least 1e-12 and at most 1 − 1e-12.</param>
    public static double Value(double rho, double meanActivation)
    {
        var q = Clamp(meanActivation);
        var t = q - rho;
        return Math.Max(0, Half(rho, q, t) + Half(1 - rho, 1 - q, -t));
    }

    /// <summary>The term's derivative by ρ̂: −ρ/ρ̂ + (1−ρ)/(1−ρ̂), written as one quotient that is exactly 0 at ρ̂ = ρ.</summary>
    /// <param name="rho">ρ, in (0, 1).</param>
    /// <param name="meanActivation">ρ̂, in [0, 1]; counts as at least 1e-12 and at most 1 − 1e-12.</param>
    public static double Slope(double rho, double meanActivation)
    {
        var q = Clamp(meanActivation);
        return (q - rho) / (q * (1 - q));
    }

    /// <summary>p log(p/q) + t with t = q − p: at least 0. The two t of the term cancel, so nothing else does.</summary>
    private static double Half(double p, double q, double t) =>
        // Near p the logarithm is −log1p(t/p), of which only what is left of its linear part is computed: the result keeps its relative
        // accuracy however close q is to p. Far from p that would lose the digits of a small q, and the plain form loses none.
        Math.Abs(t) <= 0.25 * p ? -p * VectorMath.Log1pMinus(t / p) : p * Math.Log(p / q) + t;

    private static double Clamp(double meanActivation) => Math.Clamp(meanActivation, Margin, 1 - Margin);
}

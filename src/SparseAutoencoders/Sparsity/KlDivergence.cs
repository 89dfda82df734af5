using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Sparsity;

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
        // With t = ρ̂ − ρ the logarithms are −log1p(t/ρ) and −log1p(−t/(1−ρ)); their linear parts −t and +t cancel, so only what is
        // left of them is computed. The result keeps its relative accuracy however close ρ̂ is to ρ.
        var t = Clamp(meanActivation) - rho;
        return Math.Max(0, -rho * VectorMath.Log1pMinus(t / rho) - (1 - rho) * VectorMath.Log1pMinus(-t / (1 - rho)));
    }

    /// <summary>The term's derivative by ρ̂: −ρ/ρ̂ + (1−ρ)/(1−ρ̂), written as one quotient that is exactly 0 at ρ̂ = ρ.</summary>
    /// <param name="rho">ρ, in (0, 1).</param>
    /// <param name="meanActivation">ρ̂, in [0, 1]; counts as at least 1e-12 and at most 1 − 1e-12.</param>
    public static double Slope(double rho, double meanActivation)
    {
        var q = Clamp(meanActivation);
        return (q - rho) / (q * (1 - q));
    }

    private static double Clamp(double meanActivation) => Math.Clamp(meanActivation, Margin, 1 - Margin);
}

namespace SparseAutoencoders.Tests.Reference;

/// <summary>The formulas of one number, as docs/maths.md writes them.</summary>
public static class ReferenceFunctions
{
    /// <summary>1 / (1 + e⁻ᶻ).</summary>
    public static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>log(1 + x), also for small x: (1 + x) − 1 is the part of x that the sum kept, so the ratio puts right what it
    /// lost.</summary>
    public static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>log(1 + eᶻ), for any z.</summary>
    public static double Softplus(double z) => Math.Max(z, 0) + Log1p(Math.Exp(-Math.Abs(z)));

    /// <summary>−x log σ(z) − (1 − x) log(1 − σ(z)), for any logit z.</summary>
    public static double CrossEntropy(double logit, double x) => Softplus(logit) - x * logit;

    /// <summary>One unit's term of Ω, mean activation q in (0, 1). Rounding leaves about 1e-16 where q is close to ρ.</summary>
    public static double Kl(double rho, double q) => rho * Math.Log(rho / q) + (1 - rho) * Math.Log((1 - rho) / (1 - q));

    /// <summary>∂Ω/∂q.</summary>
    public static double KlSlope(double rho, double q) => -rho / q + (1 - rho) / (1 - q);
}

namespace SparseAutoencoders;

/// <summary>Exponential, sigmoid and softplus of 64 bytes of numbers at once, float or double from one formula.</summary>
/// <remarks>Only additions, products, quotients and fused multiply-adds, in one order: every machine gives the same bits.
/// Errors, tested against a wider computation: exp within 2 units in the last place, sigmoid and log1p (on
/// [0, 1]) within 3, softplus within 4.</remarks>
internal static class VectorMath
{
    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FusedMultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <inheritdoc cref="FusedMultiplyAdd{T}(Vector512{T}, Vector512{T}, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FusedMultiplyAdd<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <inheritdoc cref="FusedMultiplyAdd{T}(Vector512{T}, Vector512{T}, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>eˣ. Arguments beyond what a normal number can hold (|x| > 87.3 for float, 708 for double) count as that bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // x = n ln 2 + r with |r| <= ln 2 / 2, so e^x = 2^n e^r; ln 2 in two parts, so that r keeps all its bits.
        // Adding 1.5 * 2^(mantissa bits) leaves the whole number n in the lowest bits of the sum.
        var single = typeof(T) == typeof(float);
        var bound = Constant<T>(single ? 87.3 : 708.0);
        x = Vector512.MinNative(bound, Vector512.MaxNative(-bound, x));   // one instruction each; of a pair with NaN x86 gives the second, Arm NaN
        var magic = Constant<T>(single ? 12582912.0 : 6755399441055744.0);
        var shifted = FusedMultiplyAdd(x, Constant<T>(1.4426950408889634), magic);
        var n = shifted - magic;
        var r = FusedMultiplyAdd(n, Constant<T>(single ? -0.693359375 : -0.6931471803691238), x);
        r = FusedMultiplyAdd(n, Constant<T>(single ? 2.12194440054690583e-4 : -1.9082149292705877e-10), r);

        // e^r by Taylor: the first term left out is below 6e-9 (float) and 5e-18 (double) of the sum.
        Vector512<T> sum;
        if (single)
        {
            sum = Constant<T>(1.0 / 5040);
        }
        else
        {
            sum = Constant<T>(1.0 / 6227020800);
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 479001600));
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 39916800));
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 3628800));
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 362880));
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 40320));
            sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 5040));
        }
        sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 720));
        sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 120));
        sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 24));
        sum = FusedMultiplyAdd(sum, r, Constant<T>(1.0 / 6));
        sum = FusedMultiplyAdd(sum, r, Constant<T>(0.5));
        sum = FusedMultiplyAdd(sum, r, Vector512<T>.One);
        sum = FusedMultiplyAdd(sum, r, Vector512<T>.One);
        return sum * PowerOfTwo(shifted);
    }

    /// <summary>1 / (1 + e⁻ˣ), in (0, 1]: above 17 (float) and 37 (double) it rounds to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512<T>.One / (Vector512<T>.One + Exp(-x));

    /// <summary>log(1 + eˣ) = max(x, 0) + log1p(e^−|x|): never overflows, and keeps its relative error for very negative x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Softplus<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.Max(x, Vector512<T>.Zero) + Log1pOfUnit(Exp(-Vector512.Abs(x)));

    /// <summary>log(1 + u) for u in [0, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log1pOfUnit<T>(Vector512<T> u) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 2 artanh(s) with s = u / (2 + u) in [0, 1/3]: 2 s (1 + s²/3 + s⁴/5 + …). No cancellation at either end.
        var s = u / (u + Constant<T>(2));
        var square = s * s;
        var terms = typeof(T) == typeof(float) ? 8 : 17;         // (1/9)^terms / (2 terms + 1) is below half a unit in the last place
        var sum = Vector512.Create(T.One / T.CreateTruncating(2 * terms + 1));
        for (var k = 2 * terms - 1; k >= 1; k -= 2) sum = FusedMultiplyAdd(sum, square, Vector512.Create(T.One / T.CreateTruncating(k)));
        return (s + s) * sum;
    }

    /// <summary>log(1 + x) for x above −1, without losing small x.</summary>
    public static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));         // Kahan: the rounding of u cancels in the quotient
    }

    /// <summary>log(1 + x) − x for x above −1, which is about −x²/2 near 0, to full relative accuracy there.</summary>
    public static double Log1pMinus(double x)
    {
        if (Math.Abs(x) > 0.25) return Log1p(x) - x;
        // log1p(x) = 2 artanh(s), s = x / (2 + x), and 2 s − x = −x s.
        var s = x / (2 + x);
        var square = s * s;                                      // at most 1/49: ten terms reach 1e-17
        var sum = 1.0 / 21;
        for (var k = 19; k >= 3; k -= 2) sum = sum * square + 1.0 / k;
        return s * (2 * square * sum - x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Constant<T>(double value) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>() : Vector512.Create(value).As<double, T>();

    // The lowest bits of `shifted` hold n; moved to the exponent's place and added to the bits of 1 they make 2^n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> PowerOfTwo<T>(Vector512<T> shifted) =>
        typeof(T) == typeof(float)
            ? ((shifted.AsInt32() << 23) + Vector512<float>.One.AsInt32()).As<int, T>()
            : ((shifted.AsInt64() << 52) + Vector512<double>.One.AsInt64()).As<long, T>();
}

using System.Numerics;

namespace SparseAutoencoders.Tests.Reference;

/// <summary>Matrix products in plain loops, and by the chain of multiply-adds whose bits the kernels promise.</summary>
internal static class ReferenceProducts
{
    /// <summary>Σ_p a_p · b_p in double, and √Σ_p (a_p · b_p)², the size to which rounding errors of the sum are compared.</summary>
    public static (double Sum, double Size) Sum<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : IBinaryFloatingPointIeee754<T>
    {
        double sum = 0, squares = 0;
        for (var p = 0; p < a.Length; p++)
        {
            var product = double.CreateChecked(a[p]) * double.CreateChecked(b[p]);
            sum += product;
            squares += product * product;
        }
        return (sum, Math.Sqrt(squares));
    }

    /// <summary>fma(a_k−1, b_k−1, … fma(a_1, b_1, fma(a_0, b_0, start))).</summary>
    public static T Chain<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T start) where T : IBinaryFloatingPointIeee754<T>
    {
        for (var p = 0; p < a.Length; p++) start = T.FusedMultiplyAdd(a[p], b[p], start);
        return start;
    }

    /// <summary>A matrix of numbers from −1 to 1 that depends on its sizes and the seed alone.</summary>
    public static Matrix<T> Matrix<T>(int rows, int columns, int seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // An own sequence (SplitMix64), because hashes of products of these numbers stand in a test.
        var matrix = new Matrix<T>(rows, columns);
        var state = (ulong)seed * 1_000_003 + (ulong)rows * 1_009 + (ulong)columns;
        foreach (ref var number in matrix.All)
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            number = T.CreateChecked((long)((z ^ (z >> 31)) >> 11) * (2.0 / (1L << 53)) - 1);
        }
        return matrix;
    }
}

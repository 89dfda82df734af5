using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SparseAutoencoders.Kernels;

/// <summary>Sums in double precision, in one fixed order: eight running sums, number i going to the sum i mod 8, which are added as a tree
/// at the end. The order depends on nothing but the length.</summary>
internal static class Reductions
{
    private const int Lanes = 8;

    /// <summary>Σ x[i]·y[i].</summary>
    public static double Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != y.Length) throw new ArgumentException("Spans differ in length.");
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sums = VectorMath.FusedMultiplyAdd(Widen(x, i), Widen(y, i), sums);
        if (i < x.Length) sums = VectorMath.FusedMultiplyAdd(WidenPart(x, i), WidenPart(y, i), sums);
        return Tree(sums);
    }

    /// <summary>Σ x[i]².</summary>
    public static double SquaredNorm<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Dot(x, x);

    /// <summary>Σ (x[i] − y[i])².</summary>
    public static double SquaredDistance<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != y.Length) throw new ArgumentException("Spans differ in length.");
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sums = AddSquare(Widen(x, i) - Widen(y, i), sums);
        if (i < x.Length) sums = AddSquare(WidenPart(x, i) - WidenPart(y, i), sums);
        return Tree(sums);
    }

    /// <summary>Σ |x[i]|.</summary>
    public static double SumOfMagnitudes<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sums += Vector512.Abs(Widen(x, i));
        if (i < x.Length) sums += Vector512.Abs(WidenPart(x, i));
        return Tree(sums);
    }

    /// <summary>sums[l] += row[l].</summary>
    public static void AddRow<T>(ReadOnlySpan<T> row, Span<double> sums) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length != sums.Length) throw new ArgumentException("Spans differ in length.");
        var i = 0;
        for (; i <= row.Length - Lanes; i += Lanes) Elementwise.Store(Elementwise.Load<double>(sums, i) + Widen(row, i), sums, i);
        for (; i < row.Length; i++) sums[i] += double.CreateTruncating(row[i]);
    }

    /// <summary>The sum of a vector's numbers, either kind, as a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Tree(Vector512.WidenLower(x.AsSingle()) + Vector512.WidenUpper(x.AsSingle()))
            : Tree(x.AsDouble());

    /// <summary>sums, eight running sums, with the squares of a vector's numbers added: number i to the sum i mod 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> AddSquares<T>(Vector512<T> x, Vector512<double> sums) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? AddSquare(Vector512.WidenUpper(x.AsSingle()), AddSquare(Vector512.WidenLower(x.AsSingle()), sums))
            : AddSquare(x.AsDouble(), sums);

    private static Vector512<double> AddSquare(Vector512<double> x, Vector512<double> sums) => VectorMath.FusedMultiplyAdd(x, x, sums);

    private static double Tree(Vector512<double> x)
    {
        var four = x.GetLower() + x.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen<T>(ReadOnlySpan<T> x, int i) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return Elementwise.Load(x, i).AsDouble();
        var eight = Vector256.LoadUnsafe(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(x), (nuint)i).AsSingle();   // i + 8 <= Length
        return Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
    }

    private static Vector512<double> WidenPart<T>(ReadOnlySpan<T> x, int i) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> block = stackalloc double[Lanes];
        block.Clear();
        for (var j = i; j < x.Length; j++) block[j - i] = double.CreateTruncating(x[j]);
        return Vector512.Create<double>(block);
    }
}

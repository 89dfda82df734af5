namespace SparseAutoencoders;

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

    /// <summary>sums[l] += rows[r][l], row after row. A few sums at a time stay in registers over all rows.</summary>
    /// <param name="rows">Rows of as many numbers as there are sums, without gaps.</param>
    /// <param name="sums">At least one.</param>
    public static void AddRows<T>(ReadOnlySpan<T> rows, Span<double> sums) where T : unmanaged, IBinaryFloatingPointIeee754<T> => AddRows(rows, sums, default(Itself<T>));

    /// <summary>sums[l] += map(rows[r][l]), likewise.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddRows<T, TMap>(ReadOnlySpan<T> rows, Span<double> sums, TMap map) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IMap<T>
    {
        var (width, columns, l) = (Vector512<T>.Count, sums.Length, 0);
        if (rows.Length % columns != 0) throw new ArgumentException("Rows are not as long as the sums.");
        for (; l <= columns - 2 * width; l += 2 * width)
        {
            var (left, right) = (Load<T>(sums[l..]), Load<T>(sums[(l + width)..]));
            for (var i = l; i < rows.Length; i += columns)       // l + 2 width <= columns, so each row holds them
            {
                left = Add(left, map.Invoke(Elementwise.Load(rows, i)));
                right = Add(right, map.Invoke(Elementwise.Load(rows, i + width)));
            }
            Store<T>(left, sums[l..]);
            Store<T>(right, sums[(l + width)..]);
        }
        for (; l <= columns - width; l += width)
        {
            var sum = Load<T>(sums[l..]);
            for (var i = l; i < rows.Length; i += columns) sum = Add(sum, map.Invoke(Elementwise.Load(rows, i)));
            Store<T>(sum, sums[l..]);
        }
        if (l == columns) return;
        Span<double> last = stackalloc double[width];
        sums[l..].CopyTo(last);
        var part = Load<T>(last);
        for (var i = l; i < rows.Length; i += columns) part = Add(part, map.Invoke(Elementwise.LoadPart(rows[..(i + columns - l)], i)));
        Store<T>(part, last);
        last[..(columns - l)].CopyTo(sums[l..]);
    }

    private readonly struct Itself<T> : IMap<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x) => x;
    }

    // As many sums as there are numbers in 64 bytes: two registers of them for float, one for double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Lower, Vector512<double> Upper) Load<T>(ReadOnlySpan<double> sums) where T : unmanaged =>
        (Elementwise.Load(sums, 0), typeof(T) == typeof(float) ? Elementwise.Load(sums, Lanes) : default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Lower, Vector512<double> Upper) Add<T>((Vector512<double> Lower, Vector512<double> Upper) sums, Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? (sums.Lower + Vector512.WidenLower(x.AsSingle()), sums.Upper + Vector512.WidenUpper(x.AsSingle()))
            : (sums.Lower + x.AsDouble(), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>((Vector512<double> Lower, Vector512<double> Upper) x, Span<double> sums) where T : unmanaged
    {
        Elementwise.Store(x.Lower, sums, 0);
        if (typeof(T) == typeof(float)) Elementwise.Store(x.Upper, sums, Lanes);
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

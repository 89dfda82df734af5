using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders;

/// <summary>A formula of one number.</summary>
internal interface IMap<T> { Vector512<T> Invoke(Vector512<T> x); }

/// <summary>A formula of two numbers.</summary>
internal interface IMap2<T> { Vector512<T> Invoke(Vector512<T> x, Vector512<T> y); }

/// <summary>A formula of three numbers.</summary>
internal interface IMap3<T> { Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z); }

/// <summary>Runs a formula over spans. The last few numbers pass through the same formula on a padded block, so there is no second,
/// scalar formula to keep equal. Destination and source may be the same span, but not overlap otherwise.</summary>
/// <remarks>Loops are methods of their own: within a larger one the compiler runs out of what it is willing to inline, and parts of a formula become calls,
/// four times slower.</remarks>
internal static class Elementwise
{
    /// <summary>result[i] = map(x[i]).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Map<T, TMap>(ReadOnlySpan<T> x, Span<T> result, TMap map) where T : unmanaged where TMap : struct, IMap<T>
    {
        Same(x.Length, result.Length);
        var i = 0;
        for (; i <= x.Length - Vector512<T>.Count; i += Vector512<T>.Count) Store(map.Invoke(Load(x, i)), result, i);
        if (i < x.Length) StorePart(map.Invoke(LoadPart(x, i)), result, i);
    }

    /// <summary>result[i] = map(x[i], y[i]).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Map<T, TMap>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result, TMap map) where T : unmanaged where TMap : struct, IMap2<T>
    {
        Same(x.Length, result.Length, y.Length);
        var i = 0;
        for (; i <= x.Length - Vector512<T>.Count; i += Vector512<T>.Count) Store(map.Invoke(Load(x, i), Load(y, i)), result, i);
        if (i < x.Length) StorePart(map.Invoke(LoadPart(x, i), LoadPart(y, i)), result, i);
    }

    /// <summary>result[i] = map(x[i], y[i], z[i]).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Map<T, TMap>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> result, TMap map) where T : unmanaged where TMap : struct, IMap3<T>
    {
        Same(x.Length, result.Length, y.Length, z.Length);
        var i = 0;
        for (; i <= x.Length - Vector512<T>.Count; i += Vector512<T>.Count) Store(map.Invoke(Load(x, i), Load(y, i), Load(z, i)), result, i);
        if (i < x.Length) StorePart(map.Invoke(LoadPart(x, i), LoadPart(y, i), LoadPart(z, i)), result, i);
    }

    /// <summary>x[r · row + i] = map(x[r · row + i]) for r below <paramref name="rows"/>, i below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe void Map<T, TMap>(T* x, nint row, int rows, int columns, TMap map) where T : unmanaged where TMap : struct, IMap<T>
    {
        for (var r = 0; r < rows; r++, x += row)
        {
            var i = 0;
            for (; i <= columns - Vector512<T>.Count; i += Vector512<T>.Count) map.Invoke(Vector512.Load(x + i)).Store(x + i);
            var line = new Span<T>(x, columns);
            if (i < columns) StorePart(map.Invoke(LoadPart<T>(line, i)), line, i);
        }
    }

    /// <summary>result[i] = x[i].</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Widen(ReadOnlySpan<float> x, Span<double> result)
    {
        Same(x.Length, result.Length);
        var i = 0;
        for (; i <= x.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            var numbers = Load(x, i);
            Store(Vector512.WidenLower(numbers), result, i);
            Store(Vector512.WidenUpper(numbers), result, i + Vector512<double>.Count);
        }
        for (; i < x.Length; i++) result[i] = x[i];
    }

    /// <summary>result[i] = x[i], rounded to the nearest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Narrow(ReadOnlySpan<double> x, Span<float> result)
    {
        Same(x.Length, result.Length);
        var i = 0;
        for (; i <= x.Length - Vector512<float>.Count; i += Vector512<float>.Count) Store(Vector512.Narrow(Load(x, i), Load(x, i + Vector512<double>.Count)), result, i);
        for (; i < x.Length; i++) result[i] = (float)x[i];
    }

    /// <summary>64 bytes from x[i] on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(ReadOnlySpan<T> x, int i) where T : unmanaged =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);         // callers keep i + Count <= x.Length

    /// <summary>What is left from x[i] on, then zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadPart<T>(ReadOnlySpan<T> x, int i) where T : unmanaged
    {
        if (Avx.IsSupported) return LoadMasked(ref MemoryMarshal.GetReference(x[i..]), x.Length - i);
        Span<T> block = stackalloc T[Vector512<T>.Count];
        block.Clear();
        x[i..].CopyTo(block);
        return Vector512.Create<T>(block);
    }

    /// <summary>The first numbers of a vector, then zeros.</summary>
    public static Vector512<T> First<T>(Vector512<T> value, int count) where T : unmanaged
    {
        Span<T> block = stackalloc T[Vector512<T>.Count];
        block.Clear();
        StorePart(value, block[..count], 0);
        return Vector512.Create<T>(block);
    }

    /// <summary>Writes 64 bytes to x[i] and on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> value, Span<T> x, int i) where T : unmanaged =>
        value.StoreUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);            // callers keep i + Count <= x.Length

    /// <summary>Writes as much of 64 bytes as x has room for from i on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart<T>(Vector512<T> value, Span<T> x, int i) where T : unmanaged
    {
        if (Avx.IsSupported)
        {
            StoreMasked(value, ref MemoryMarshal.GetReference(x[i..]), x.Length - i);
            return;
        }
        Span<T> block = stackalloc T[Vector512<T>.Count];
        value.CopyTo(block);
        block[..(x.Length - i)].CopyTo(x[i..]);
    }

    // A masked instruction touches no number beyond those asked for: fewer than a whole block, for otherwise the loops above would have taken it.
    private static unsafe Vector512<T> LoadMasked<T>(ref T x, int count) where T : unmanaged
    {
        fixed (T* from = &x)
        {
            var (low, high) = Masks(count * sizeof(T));
            return Vector512.Create(Avx.MaskLoad((float*)from, low), Avx.MaskLoad((float*)from + 8, high)).As<float, T>();
        }
    }

    private static unsafe void StoreMasked<T>(Vector512<T> value, ref T x, int count) where T : unmanaged
    {
        fixed (T* to = &x)
        {
            var (low, high) = Masks(count * sizeof(T));
            Avx.MaskStore((float*)to, low, value.AsSingle().GetLower());
            Avx.MaskStore((float*)to + 8, high, value.AsSingle().GetUpper());
        }
    }

    /// <summary>All bits of the first so many bytes, in words of four.</summary>
    private static (Vector256<float> Low, Vector256<float> High) Masks(int bytes)
    {
        var count = Vector256.Create(bytes / 4);
        return (Vector256.LessThan(Vector256<int>.Indices, count).AsSingle(), Vector256.LessThan(Vector256<int>.Indices + Vector256.Create(8), count).AsSingle());
    }

    // Lengths are checked in every build: the loops above read without bounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Same(int x, int result, int y = -1, int z = -1)
    {
        if (x != result || (y >= 0 && y != x) || (z >= 0 && z != x)) throw new ArgumentException("Spans differ in length.");
    }
}

/// <summary>x + y.</summary>
internal readonly struct Add<T> : IMap2<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x + y;
}

/// <summary>The larger of x and y.</summary>
internal readonly struct Larger<T> : IMap2<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Max(x, y);
}

/// <summary>y + factor·x.</summary>
internal readonly struct AddScaled<T>(T factor) : IMap2<T> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => VectorMath.FusedMultiplyAdd(Vector512.Create(factor), x, y);
}

/// <summary>factor·x.</summary>
internal readonly struct Scale<T>(T factor) : IMap<T> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => Vector512.Create(factor) * x;
}

using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders;

// Puts a part of a matrix where a tile can read it one number after the other: as it is, or transposed.
// Both go in registers of 128 bits; the last register of a line, and the last square of a transpose, overlap the one before, so that there is no
// remainder. Costs 0.2 to 0.5 cycles a number.
internal static unsafe class Packing
{
    /// <summary>to[i · toRow + j] = from[i · fromRow + j] for i below <paramref name="rows"/>, j below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(T* from, nint fromRow, int rows, int columns, T* to, nint toRow) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var last = columns - Vector128<T>.Count;
        for (var i = 0; i < rows; i++, from += fromRow, to += toRow)
        {
            // Bounds: each register begins at `last` or before; without room for one, number by number.
            for (var j = 0; j < last; j += Vector128<T>.Count) Vector128.Load(from + j).Store(to + j);
            if (last >= 0) Vector128.Load(from + last).Store(to + last);
            else for (var j = 0; j < columns; j++) to[j] = from[j];
        }
    }

    /// <summary>to[j · toRow + i] = from[i · fromRow + j] for i below <paramref name="rows"/>, j below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<T>(T* from, nint fromRow, int rows, int columns, T* to, nint toRow) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var side = Vector128<T>.Count;
        if (rows < side || columns < side || !(Sse2.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++) to[j * toRow + i] = from[i * fromRow + j];
            return;
        }

        // Bounds: each square begins at most `side` before the end, in both directions.
        for (var i = 0; i < rows; i += side)
        {
            i = Math.Min(i, rows - side);
            for (var j = 0; j < columns; j += side)
            {
                j = Math.Min(j, columns - side);
                var (source, target) = ((nint)(from + i * fromRow + j), (nint)(to + j * toRow + i));
                if (typeof(T) == typeof(float)) TransposeFour((float*)source, fromRow, (float*)target, toRow);
                else TransposeTwo((double*)source, fromRow, (double*)target, toRow);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(float* from, nint fromRow, float* to, nint toRow)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + fromRow);
        Vector128<float> r2 = Vector128.Load(from + 2 * fromRow), r3 = Vector128.Load(from + 3 * fromRow);
        Vector128<double> low01 = ZipLow(r0, r1).AsDouble(), low23 = ZipLow(r2, r3).AsDouble();
        Vector128<double> high01 = ZipHigh(r0, r1).AsDouble(), high23 = ZipHigh(r2, r3).AsDouble();
        ZipLow(low01, low23).AsSingle().Store(to);
        ZipHigh(low01, low23).AsSingle().Store(to + toRow);
        ZipLow(high01, high23).AsSingle().Store(to + 2 * toRow);
        ZipHigh(high01, high23).AsSingle().Store(to + 3 * toRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeTwo(double* from, nint fromRow, double* to, nint toRow)
    {
        Vector128<double> r0 = Vector128.Load(from), r1 = Vector128.Load(from + fromRow);
        ZipLow(r0, r1).Store(to);
        ZipHigh(r0, r1).Store(to + toRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> x, Vector128<float> y) =>
        Sse2.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> x, Vector128<float> y) =>
        Sse2.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipLow(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipHigh(Vector128<double> x, Vector128<double> y) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
}

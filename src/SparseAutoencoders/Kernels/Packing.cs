using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SparseAutoencoders.Kernels;

// Lays a strip of a matrix out in the order in which a tile reads it:
//   to[p * width + w] = from[w * across + p * along]  for w in 0..count, 0 for w in count..width;  p in 0..steps
// so that the tile finds its numbers one after the other, and never meets an edge or a transpose. One of the two distances is 1:
// across == 1 copies rows; along == 1 transposes, four by four (float) or two by two (double) in registers. Costs about 0.3 cycles a number.
internal static unsafe class Packing
{
    // Bounds: the caller passes a strip of `count` lines by `steps` that lies in its matrix, and room for width * steps numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(T* from, nint across, nint along, int count, int width, int steps, T* to) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(across == 1 || along == 1);
        Debug.Assert(count > 0 && count <= width && width % 2 == 0);
        var whole = count == width;
        if (whole && across == 1 && width >= Vector128<T>.Count) CopyLines(from, along, width, steps, to);
        else if (whole && along == 1 && CanTranspose && width % Vector128<T>.Count == 0) TransposeLines(from, across, width, steps, to);
        else
        {
            for (var p = 0; p < steps; p++, to += width)
            {
                var source = from + p * along;
                for (var w = 0; w < count; w++) to[w] = source[w * across];
                for (var w = count; w < width; w++) to[w] = T.Zero;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLines<T>(T* from, nint along, int width, int steps, T* to) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var last = width - Vector128<T>.Count; // the last register may overlap the one before it
        for (var p = 0; p < steps; p++, from += along, to += width)
        {
            for (var w = 0; w < last; w += Vector128<T>.Count) Vector128.Load(from + w).Store(to + w);
            Vector128.Load(from + last).Store(to + last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeLines<T>(T* from, nint across, int width, int steps, T* to) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var side = Vector128<T>.Count;
        var p = 0;
        for (; p <= steps - side; p += side)
        {
            for (var w = 0; w < width; w += side)
            {
                var source = from + w * across + p;
                var target = to + (nint)p * width + w;
                if (typeof(T) == typeof(float)) TransposeFour((float*)source, across, (float*)target, width);
                else TransposeTwo((double*)source, across, (double*)target, width);
            }
        }
        for (; p < steps; p++)
            for (var w = 0; w < width; w++) to[(nint)p * width + w] = from[w * across + p];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(float* from, nint across, float* to, int width)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + across);
        Vector128<float> r2 = Vector128.Load(from + 2 * across), r3 = Vector128.Load(from + 3 * across);
        Vector128<double> low01 = ZipLow(r0, r1).AsDouble(), low23 = ZipLow(r2, r3).AsDouble();
        Vector128<double> high01 = ZipHigh(r0, r1).AsDouble(), high23 = ZipHigh(r2, r3).AsDouble();
        ZipLow(low01, low23).AsSingle().Store(to);
        ZipHigh(low01, low23).AsSingle().Store(to + width);
        ZipLow(high01, high23).AsSingle().Store(to + 2 * width);
        ZipHigh(high01, high23).AsSingle().Store(to + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeTwo(double* from, nint across, double* to, int width)
    {
        Vector128<double> r0 = Vector128.Load(from), r1 = Vector128.Load(from + across);
        ZipLow(r0, r1).Store(to);
        ZipHigh(r0, r1).Store(to + width);
    }

    private static bool CanTranspose => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

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

using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SparseAutoencoders.Kernels;

// c += a * b for a tile of 12 rows x 2 registers of 512 bits (32 float, 16 double).
//   for p in 0..steps:  b0, b1 = b[p];  for r in 0..12:  c[r] += a[r][p] * (b0, b1)
// Registers: 24 sums + 2 of b + 1 of a = 27 of 32. One more group of three rows would spill.
// 24 multiply-adds a step: 12 or 24 cycles, in which 14 loads find room. Rows go in threes: base, base + row, base + 2 row.
// Each c[r][j] adds its products in the order of p, rounded once each (fused), whatever the tile, so all machines agree bit for bit.
internal readonly unsafe struct Tile512<T> : ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 12;

    public static int Columns => 2 * Vector512<T>.Count;

    // Bounds: ITile.Run's contract; the caller (SlabProduct) passes packed panels and whole blocks of c, or its buffer of one block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int steps, T* a, nint aRow, nint aStep, T* b, T* c, nint cRow, bool fromC)
    {
        Debug.Assert((nuint)b % 64 == 0);
        var w = Vector512<T>.Count;
        Vector512<T> c0_0, c0_1, c1_0, c1_1, c2_0, c2_1, c3_0, c3_1, c4_0, c4_1, c5_0, c5_1,
            c6_0, c6_1, c7_0, c7_1, c8_0, c8_1, c9_0, c9_1, c10_0, c10_1, c11_0, c11_1;
        var c3 = c + 3 * cRow;
        var c6 = c3 + 3 * cRow;
        var c9 = c6 + 3 * cRow;
        if (fromC)
        {
            (c0_0, c0_1) = (Vector512.Load(c), Vector512.Load(c + w));
            (c1_0, c1_1) = (Vector512.Load(c + cRow), Vector512.Load(c + cRow + w));
            (c2_0, c2_1) = (Vector512.Load(c + 2 * cRow), Vector512.Load(c + 2 * cRow + w));
            (c3_0, c3_1) = (Vector512.Load(c3), Vector512.Load(c3 + w));
            (c4_0, c4_1) = (Vector512.Load(c3 + cRow), Vector512.Load(c3 + cRow + w));
            (c5_0, c5_1) = (Vector512.Load(c3 + 2 * cRow), Vector512.Load(c3 + 2 * cRow + w));
            (c6_0, c6_1) = (Vector512.Load(c6), Vector512.Load(c6 + w));
            (c7_0, c7_1) = (Vector512.Load(c6 + cRow), Vector512.Load(c6 + cRow + w));
            (c8_0, c8_1) = (Vector512.Load(c6 + 2 * cRow), Vector512.Load(c6 + 2 * cRow + w));
            (c9_0, c9_1) = (Vector512.Load(c9), Vector512.Load(c9 + w));
            (c10_0, c10_1) = (Vector512.Load(c9 + cRow), Vector512.Load(c9 + cRow + w));
            (c11_0, c11_1) = (Vector512.Load(c9 + 2 * cRow), Vector512.Load(c9 + 2 * cRow + w));
        }
        else
        {
            c0_0 = c0_1 = c1_0 = c1_1 = c2_0 = c2_1 = c3_0 = c3_1 = c4_0 = c4_1 = c5_0 = c5_1 = Vector512<T>.Zero;
            c6_0 = c6_1 = c7_0 = c7_1 = c8_0 = c8_1 = c9_0 = c9_1 = c10_0 = c10_1 = c11_0 = c11_1 = Vector512<T>.Zero;
        }

        var a3 = a + 3 * aRow;
        var a6 = a3 + 3 * aRow;
        var a9 = a6 + 3 * aRow;
        var aRow2 = 2 * aRow;
        for (; steps > 0; steps--)
        {
            var b0 = Vector512.LoadAligned(b);
            var b1 = Vector512.LoadAligned(b + w);
            var x = Vector512.Create(*a);
            (c0_0, c0_1) = (MultiplyAdd(x, b0, c0_0), MultiplyAdd(x, b1, c0_1));
            x = Vector512.Create(a[aRow]);
            (c1_0, c1_1) = (MultiplyAdd(x, b0, c1_0), MultiplyAdd(x, b1, c1_1));
            x = Vector512.Create(a[aRow2]);
            (c2_0, c2_1) = (MultiplyAdd(x, b0, c2_0), MultiplyAdd(x, b1, c2_1));
            x = Vector512.Create(*a3);
            (c3_0, c3_1) = (MultiplyAdd(x, b0, c3_0), MultiplyAdd(x, b1, c3_1));
            x = Vector512.Create(a3[aRow]);
            (c4_0, c4_1) = (MultiplyAdd(x, b0, c4_0), MultiplyAdd(x, b1, c4_1));
            x = Vector512.Create(a3[aRow2]);
            (c5_0, c5_1) = (MultiplyAdd(x, b0, c5_0), MultiplyAdd(x, b1, c5_1));
            x = Vector512.Create(*a6);
            (c6_0, c6_1) = (MultiplyAdd(x, b0, c6_0), MultiplyAdd(x, b1, c6_1));
            x = Vector512.Create(a6[aRow]);
            (c7_0, c7_1) = (MultiplyAdd(x, b0, c7_0), MultiplyAdd(x, b1, c7_1));
            x = Vector512.Create(a6[aRow2]);
            (c8_0, c8_1) = (MultiplyAdd(x, b0, c8_0), MultiplyAdd(x, b1, c8_1));
            x = Vector512.Create(*a9);
            (c9_0, c9_1) = (MultiplyAdd(x, b0, c9_0), MultiplyAdd(x, b1, c9_1));
            x = Vector512.Create(a9[aRow]);
            (c10_0, c10_1) = (MultiplyAdd(x, b0, c10_0), MultiplyAdd(x, b1, c10_1));
            x = Vector512.Create(a9[aRow2]);
            (c11_0, c11_1) = (MultiplyAdd(x, b0, c11_0), MultiplyAdd(x, b1, c11_1));
            a += aStep;
            a3 += aStep;
            a6 += aStep;
            a9 += aStep;
            b += 2 * w;
        }

        c0_0.Store(c); c0_1.Store(c + w);
        c1_0.Store(c + cRow); c1_1.Store(c + cRow + w);
        c2_0.Store(c + 2 * cRow); c2_1.Store(c + 2 * cRow + w);
        c3_0.Store(c3); c3_1.Store(c3 + w);
        c4_0.Store(c3 + cRow); c4_1.Store(c3 + cRow + w);
        c5_0.Store(c3 + 2 * cRow); c5_1.Store(c3 + 2 * cRow + w);
        c6_0.Store(c6); c6_1.Store(c6 + w);
        c7_0.Store(c6 + cRow); c7_1.Store(c6 + cRow + w);
        c8_0.Store(c6 + 2 * cRow); c8_1.Store(c6 + 2 * cRow + w);
        c9_0.Store(c9); c9_1.Store(c9 + w);
        c10_0.Store(c9 + cRow); c10_1.Store(c9 + cRow + w);
        c11_0.Store(c9 + 2 * cRow); c11_1.Store(c9 + 2 * cRow + w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}

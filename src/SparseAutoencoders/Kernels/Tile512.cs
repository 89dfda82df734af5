using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static SparseAutoencoders.Kernels.VectorMath;

namespace SparseAutoencoders.Kernels;

// c += a * b for a tile of 12 rows x 2 registers of 512 bits (32 float, 16 double).
//   for p in 0..steps:  b0, b1 = b[p];  for r in 0..12:  c[r] += a[r][p] * (b0, b1)
// Registers: 24 sums + 2 of b + 1 of a = 27 of 32. Two more rows would fill them; twelve divide evenly into threes.
// 24 multiply-adds a step: 12 cycles or 24, in which 14 loads find room.
// Each c[r][j] adds its products in the order of p, rounded once each (fused), whatever the tile, so all machines agree bit for bit.
internal readonly unsafe struct Tile512<T> : ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 12;

    public static int Columns => 2 * Vector512<T>.Count;

    // Bounds: ITile.Run's contract; the caller (SlabProduct) passes packed strips, packed panels and whole blocks of c, or its buffer of one block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int steps, T* a, nint aRow, T* b, T* c, nint cRow, bool fromC)
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
        for (; steps >= 4; steps -= 4)
        {
            Step(0, aRow, aRow2, b, a, a3, a6, a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step(1, aRow, aRow2, b, a, a3, a6, a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step(2, aRow, aRow2, b, a, a3, a6, a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step(3, aRow, aRow2, b, a, a3, a6, a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            a += 4;
            a3 += 4;
            a6 += 4;
            a9 += 4;
            b += 4 * 2 * w;
        }
        for (; steps > 0; steps--)
        {
            Step(0, aRow, aRow2, b, a, a3, a6, a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            a++;
            a3++;
            a6++;
            a9++;
            b += 2 * w;
        }

        c0_0.Store(c);
        c0_1.Store(c + w);
        c1_0.Store(c + cRow);
        c1_1.Store(c + cRow + w);
        c2_0.Store(c + 2 * cRow);
        c2_1.Store(c + 2 * cRow + w);
        c3_0.Store(c3);
        c3_1.Store(c3 + w);
        c4_0.Store(c3 + cRow);
        c4_1.Store(c3 + cRow + w);
        c5_0.Store(c3 + 2 * cRow);
        c5_1.Store(c3 + 2 * cRow + w);
        c6_0.Store(c6);
        c6_1.Store(c6 + w);
        c7_0.Store(c6 + cRow);
        c7_1.Store(c6 + cRow + w);
        c8_0.Store(c6 + 2 * cRow);
        c8_1.Store(c6 + 2 * cRow + w);
        c9_0.Store(c9);
        c9_1.Store(c9 + w);
        c10_0.Store(c9 + cRow);
        c10_1.Store(c9 + cRow + w);
        c11_0.Store(c9 + 2 * cRow);
        c11_1.Store(c9 + 2 * cRow + w);
    }

    // Step u from here. a, a3 … are every third row; the rows between are one and two row distances on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(int u, nint aRow, nint aRow2, T* b, T* a, T* a3, T* a6, T* a9,
        ref Vector512<T> c0_0, ref Vector512<T> c0_1, ref Vector512<T> c1_0, ref Vector512<T> c1_1,
        ref Vector512<T> c2_0, ref Vector512<T> c2_1, ref Vector512<T> c3_0, ref Vector512<T> c3_1,
        ref Vector512<T> c4_0, ref Vector512<T> c4_1, ref Vector512<T> c5_0, ref Vector512<T> c5_1,
        ref Vector512<T> c6_0, ref Vector512<T> c6_1, ref Vector512<T> c7_0, ref Vector512<T> c7_1,
        ref Vector512<T> c8_0, ref Vector512<T> c8_1, ref Vector512<T> c9_0, ref Vector512<T> c9_1,
        ref Vector512<T> c10_0, ref Vector512<T> c10_1, ref Vector512<T> c11_0, ref Vector512<T> c11_1)
    {
        var b0 = Vector512.LoadAligned(b + (2 * u) * Vector512<T>.Count);
        var b1 = Vector512.LoadAligned(b + (2 * u + 1) * Vector512<T>.Count);
        var x = Vector512.Create(a[u]);
        c0_0 = FusedMultiplyAdd(x, b0, c0_0);
        c0_1 = FusedMultiplyAdd(x, b1, c0_1);
        x = Vector512.Create((a + aRow)[u]);
        c1_0 = FusedMultiplyAdd(x, b0, c1_0);
        c1_1 = FusedMultiplyAdd(x, b1, c1_1);
        x = Vector512.Create((a + aRow2)[u]);
        c2_0 = FusedMultiplyAdd(x, b0, c2_0);
        c2_1 = FusedMultiplyAdd(x, b1, c2_1);
        x = Vector512.Create(a3[u]);
        c3_0 = FusedMultiplyAdd(x, b0, c3_0);
        c3_1 = FusedMultiplyAdd(x, b1, c3_1);
        x = Vector512.Create((a3 + aRow)[u]);
        c4_0 = FusedMultiplyAdd(x, b0, c4_0);
        c4_1 = FusedMultiplyAdd(x, b1, c4_1);
        x = Vector512.Create((a3 + aRow2)[u]);
        c5_0 = FusedMultiplyAdd(x, b0, c5_0);
        c5_1 = FusedMultiplyAdd(x, b1, c5_1);
        x = Vector512.Create(a6[u]);
        c6_0 = FusedMultiplyAdd(x, b0, c6_0);
        c6_1 = FusedMultiplyAdd(x, b1, c6_1);
        x = Vector512.Create((a6 + aRow)[u]);
        c7_0 = FusedMultiplyAdd(x, b0, c7_0);
        c7_1 = FusedMultiplyAdd(x, b1, c7_1);
        x = Vector512.Create((a6 + aRow2)[u]);
        c8_0 = FusedMultiplyAdd(x, b0, c8_0);
        c8_1 = FusedMultiplyAdd(x, b1, c8_1);
        x = Vector512.Create(a9[u]);
        c9_0 = FusedMultiplyAdd(x, b0, c9_0);
        c9_1 = FusedMultiplyAdd(x, b1, c9_1);
        x = Vector512.Create((a9 + aRow)[u]);
        c10_0 = FusedMultiplyAdd(x, b0, c10_0);
        c10_1 = FusedMultiplyAdd(x, b1, c10_1);
        x = Vector512.Create((a9 + aRow2)[u]);
        c11_0 = FusedMultiplyAdd(x, b0, c11_0);
        c11_1 = FusedMultiplyAdd(x, b1, c11_1);
    }
}

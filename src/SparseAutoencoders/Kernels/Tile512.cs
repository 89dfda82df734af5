using System.Diagnostics;
using static SparseAutoencoders.VectorMath;

namespace SparseAutoencoders;

// c += a * b for a tile of 12 rows x 2 registers of 512 bits (32 float, 16 double).
//   for p in 0..steps:  b0, b1 = b[p];  for r in 0..12:  c[r] += a[r][p] * (b0, b1)
// Registers: 24 sums + 2 of b + 1 of a = 27 of 32. Two more rows would fill them; twelve divide evenly into threes.
// 24 multiply-adds a step: 12 cycles or 24, in which 14 loads find room. Half a tile, for c's last columns, takes little more than half of that, and a
// short one, of four rows, a third: its eight sums are still as many as multiply-adds are under way.
// Each c[r][j] adds its products in the order of p, rounded once each (fused), whatever the tile, so all machines agree bit for bit.
internal readonly unsafe struct Tile512<T> : ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 12;

    public static int ShortRows => 4;

    public static int Columns => 2 * Vector512<T>.Count;

    // Bounds: ITile.Run's contract; the caller (BlockedProduct) passes packed strips, packed panels and whole blocks of c, or its buffer of one block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TPart>(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, nint cRow) where TPart : struct, ITilePart
    {
        Debug.Assert((nuint)b % 64 == 0);
        var w = Vector512<T>.Count;
        Vector512<T> c0_0, c0_1, c1_0, c1_1, c2_0, c2_1, c3_0, c3_1, c4_0, c4_1, c5_0, c5_1,
            c6_0, c6_1, c7_0, c7_1, c8_0, c8_1, c9_0, c9_1, c10_0, c10_1, c11_0, c11_1;
        c4_0 = c4_1 = c5_0 = c5_1 = c6_0 = c6_1 = c7_0 = c7_1 = c8_0 = c8_1 = c9_0 = c9_1 = c10_0 = c10_1 = c11_0 = c11_1 = Vector512<T>.Zero;
        if (start != null)
        {
            (c0_0, c0_1) = (Vector512.Load(start), Vector512.Load(start + w));
            (c1_0, c1_1) = (Vector512.Load(start + startRow), Vector512.Load(start + startRow + w));
            (c2_0, c2_1) = (Vector512.Load(start + 2 * startRow), Vector512.Load(start + 2 * startRow + w));
            var s3 = start + 3 * startRow;
            (c3_0, c3_1) = (Vector512.Load(s3), Vector512.Load(s3 + w));
            if (TPart.HasAllRows)
            {
                var s6 = s3 + 3 * startRow;
                var s9 = s6 + 3 * startRow;
                (c4_0, c4_1) = (Vector512.Load(s3 + startRow), Vector512.Load(s3 + startRow + w));
                (c5_0, c5_1) = (Vector512.Load(s3 + 2 * startRow), Vector512.Load(s3 + 2 * startRow + w));
                (c6_0, c6_1) = (Vector512.Load(s6), Vector512.Load(s6 + w));
                (c7_0, c7_1) = (Vector512.Load(s6 + startRow), Vector512.Load(s6 + startRow + w));
                (c8_0, c8_1) = (Vector512.Load(s6 + 2 * startRow), Vector512.Load(s6 + 2 * startRow + w));
                (c9_0, c9_1) = (Vector512.Load(s9), Vector512.Load(s9 + w));
                (c10_0, c10_1) = (Vector512.Load(s9 + startRow), Vector512.Load(s9 + startRow + w));
                (c11_0, c11_1) = (Vector512.Load(s9 + 2 * startRow), Vector512.Load(s9 + 2 * startRow + w));
            }
        }
        else
        {
            c0_0 = c0_1 = c1_0 = c1_1 = c2_0 = c2_1 = c3_0 = c3_1 = Vector512<T>.Zero;
        }

        var a3 = a + 3 * aRow;
        var a6 = a3 + 3 * aRow;
        var a9 = a6 + 3 * aRow;
        var aRow2 = 2 * aRow;
        for (; steps >= 4; steps -= 4)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3, ref a6, ref a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step<TPart>(b + 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6, ref a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step<TPart>(b + 2 * 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6, ref a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            Step<TPart>(b + 3 * 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6, ref a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            b += 4 * 2 * w;
        }
        for (; steps > 0; steps--)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3, ref a6, ref a9,
                ref c0_0, ref c0_1, ref c1_0, ref c1_1, ref c2_0, ref c2_1, ref c3_0, ref c3_1, ref c4_0, ref c4_1, ref c5_0, ref c5_1,
                ref c6_0, ref c6_1, ref c7_0, ref c7_1, ref c8_0, ref c8_1, ref c9_0, ref c9_1, ref c10_0, ref c10_1, ref c11_0, ref c11_1);
            b += 2 * w;
        }

        var c3 = c + 3 * cRow;
        c0_0.Store(c);
        c0_1.Store(c + w);
        c1_0.Store(c + cRow);
        c1_1.Store(c + cRow + w);
        c2_0.Store(c + 2 * cRow);
        c2_1.Store(c + 2 * cRow + w);
        c3_0.Store(c3);
        c3_1.Store(c3 + w);
        if (!TPart.HasAllRows) return;
        var c6 = c3 + 3 * cRow;
        var c9 = c6 + 3 * cRow;
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

    // One step; a, a3 … are every third row, the rows between one and two row distances on, and all go on to the next step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TPart>(T* b, nint aRow, nint aRow2, nint aStep, ref T* a, ref T* a3, ref T* a6, ref T* a9,
        ref Vector512<T> c0_0, ref Vector512<T> c0_1, ref Vector512<T> c1_0, ref Vector512<T> c1_1,
        ref Vector512<T> c2_0, ref Vector512<T> c2_1, ref Vector512<T> c3_0, ref Vector512<T> c3_1,
        ref Vector512<T> c4_0, ref Vector512<T> c4_1, ref Vector512<T> c5_0, ref Vector512<T> c5_1,
        ref Vector512<T> c6_0, ref Vector512<T> c6_1, ref Vector512<T> c7_0, ref Vector512<T> c7_1,
        ref Vector512<T> c8_0, ref Vector512<T> c8_1, ref Vector512<T> c9_0, ref Vector512<T> c9_1,
        ref Vector512<T> c10_0, ref Vector512<T> c10_1, ref Vector512<T> c11_0, ref Vector512<T> c11_1) where TPart : struct, ITilePart
    {
        var b0 = Vector512.LoadAligned(b);
        var b1 = TPart.HasAllColumns ? Vector512.LoadAligned(b + Vector512<T>.Count) : default;
        var x = Vector512.Create(*a);
        c0_0 = FusedMultiplyAdd(x, b0, c0_0);
        if (TPart.HasAllColumns) c0_1 = FusedMultiplyAdd(x, b1, c0_1);
        x = Vector512.Create(a[aRow]);
        c1_0 = FusedMultiplyAdd(x, b0, c1_0);
        if (TPart.HasAllColumns) c1_1 = FusedMultiplyAdd(x, b1, c1_1);
        x = Vector512.Create(a[aRow2]);
        c2_0 = FusedMultiplyAdd(x, b0, c2_0);
        if (TPart.HasAllColumns) c2_1 = FusedMultiplyAdd(x, b1, c2_1);
        x = Vector512.Create(*a3);
        c3_0 = FusedMultiplyAdd(x, b0, c3_0);
        if (TPart.HasAllColumns) c3_1 = FusedMultiplyAdd(x, b1, c3_1);
        if (!TPart.HasAllRows)
        {
            a += aStep;
            a3 += aStep;
            return;
        }
        x = Vector512.Create(a3[aRow]);
        c4_0 = FusedMultiplyAdd(x, b0, c4_0);
        if (TPart.HasAllColumns) c4_1 = FusedMultiplyAdd(x, b1, c4_1);
        x = Vector512.Create(a3[aRow2]);
        c5_0 = FusedMultiplyAdd(x, b0, c5_0);
        if (TPart.HasAllColumns) c5_1 = FusedMultiplyAdd(x, b1, c5_1);
        x = Vector512.Create(*a6);
        c6_0 = FusedMultiplyAdd(x, b0, c6_0);
        if (TPart.HasAllColumns) c6_1 = FusedMultiplyAdd(x, b1, c6_1);
        x = Vector512.Create(a6[aRow]);
        c7_0 = FusedMultiplyAdd(x, b0, c7_0);
        if (TPart.HasAllColumns) c7_1 = FusedMultiplyAdd(x, b1, c7_1);
        x = Vector512.Create(a6[aRow2]);
        c8_0 = FusedMultiplyAdd(x, b0, c8_0);
        if (TPart.HasAllColumns) c8_1 = FusedMultiplyAdd(x, b1, c8_1);
        x = Vector512.Create(*a9);
        c9_0 = FusedMultiplyAdd(x, b0, c9_0);
        if (TPart.HasAllColumns) c9_1 = FusedMultiplyAdd(x, b1, c9_1);
        x = Vector512.Create(a9[aRow]);
        c10_0 = FusedMultiplyAdd(x, b0, c10_0);
        if (TPart.HasAllColumns) c10_1 = FusedMultiplyAdd(x, b1, c10_1);
        x = Vector512.Create(a9[aRow2]);
        c11_0 = FusedMultiplyAdd(x, b0, c11_0);
        if (TPart.HasAllColumns) c11_1 = FusedMultiplyAdd(x, b1, c11_1);
        a += aStep;
        a3 += aStep;
        a6 += aStep;
        a9 += aStep;
    }
}

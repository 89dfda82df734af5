using System.Diagnostics;
using static SparseAutoencoders.VectorMath;

namespace SparseAutoencoders;

// c += a * b for a tile of 6 rows x 2 registers of 256 bits (16 float, 8 double).
//   for p in 0..steps:  b0, b1 = b[p];  for r in 0..6:  c[r] += a[r][p] * (b0, b1)
// Registers: 12 sums + 2 of b + 1 of a = 15 of 16. One more row would spill.
// 12 multiply-adds a step at two a cycle: 6 cycles, in which 8 loads find room. Four steps at once: a core that shares its front end with
// another thread is held up by the loop's own instructions otherwise.
// Each c[r][j] adds its products in the order of p, rounded once each (fused), whatever the tile, so all machines agree bit for bit.
internal readonly unsafe struct Tile256<T> : ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 6;

    public static int ShortRows => 4;

    public static int Columns => 2 * Vector256<T>.Count;

    // Bounds: ITile.Run's contract; the caller (BlockedProduct) passes packed strips, packed panels and whole blocks of c, or its buffer of one block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TPart>(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, nint cRow) where TPart : struct, ITilePart
    {
        Debug.Assert((nuint)b % 32 == 0);
        var w = Vector256<T>.Count;
        Vector256<T> c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        c40 = c41 = c50 = c51 = Vector256<T>.Zero;
        if (start != null)
        {
            var s3 = start + 3 * startRow;
            (c00, c01) = (Vector256.Load(start), Vector256.Load(start + w));
            (c10, c11) = (Vector256.Load(start + startRow), Vector256.Load(start + startRow + w));
            (c20, c21) = (Vector256.Load(start + 2 * startRow), Vector256.Load(start + 2 * startRow + w));
            (c30, c31) = (Vector256.Load(s3), Vector256.Load(s3 + w));
            if (TPart.HasAllRows)
            {
                (c40, c41) = (Vector256.Load(s3 + startRow), Vector256.Load(s3 + startRow + w));
                (c50, c51) = (Vector256.Load(s3 + 2 * startRow), Vector256.Load(s3 + 2 * startRow + w));
            }
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = Vector256<T>.Zero;
        }

        var a3 = a + 3 * aRow;
        var aRow2 = 2 * aRow;
        for (; steps >= 4; steps -= 4)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step<TPart>(b + 2 * w, aRow, aRow2, aStep, ref a, ref a3,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step<TPart>(b + 2 * 2 * w, aRow, aRow2, aStep, ref a, ref a3,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step<TPart>(b + 3 * 2 * w, aRow, aRow2, aStep, ref a, ref a3,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b += 4 * 2 * w;
        }
        for (; steps > 0; steps--)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b += 2 * w;
        }

        var c3 = c + 3 * cRow;
        c00.Store(c);
        c01.Store(c + w);
        c10.Store(c + cRow);
        c11.Store(c + cRow + w);
        c20.Store(c + 2 * cRow);
        c21.Store(c + 2 * cRow + w);
        c30.Store(c3);
        c31.Store(c3 + w);
        if (!TPart.HasAllRows) return;
        c40.Store(c3 + cRow);
        c41.Store(c3 + cRow + w);
        c50.Store(c3 + 2 * cRow);
        c51.Store(c3 + 2 * cRow + w);
    }

    // One step; a, a3 … are every third row, the rows between one and two row distances on, and all go on to the next step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TPart>(T* b, nint aRow, nint aRow2, nint aStep, ref T* a, ref T* a3,
        ref Vector256<T> c00, ref Vector256<T> c01, ref Vector256<T> c10, ref Vector256<T> c11,
        ref Vector256<T> c20, ref Vector256<T> c21, ref Vector256<T> c30, ref Vector256<T> c31,
        ref Vector256<T> c40, ref Vector256<T> c41, ref Vector256<T> c50, ref Vector256<T> c51) where TPart : struct, ITilePart
    {
        var b0 = Vector256.LoadAligned(b);
        var b1 = Vector256.LoadAligned(b + Vector256<T>.Count);
        var x = Vector256.Create(*a);
        c00 = FusedMultiplyAdd(x, b0, c00);
        c01 = FusedMultiplyAdd(x, b1, c01);
        x = Vector256.Create(a[aRow]);
        c10 = FusedMultiplyAdd(x, b0, c10);
        c11 = FusedMultiplyAdd(x, b1, c11);
        x = Vector256.Create(a[aRow2]);
        c20 = FusedMultiplyAdd(x, b0, c20);
        c21 = FusedMultiplyAdd(x, b1, c21);
        x = Vector256.Create(*a3);
        c30 = FusedMultiplyAdd(x, b0, c30);
        c31 = FusedMultiplyAdd(x, b1, c31);
        if (TPart.HasAllRows)
        {
            x = Vector256.Create(a3[aRow]);
            c40 = FusedMultiplyAdd(x, b0, c40);
            c41 = FusedMultiplyAdd(x, b1, c41);
            x = Vector256.Create(a3[aRow2]);
            c50 = FusedMultiplyAdd(x, b0, c50);
            c51 = FusedMultiplyAdd(x, b1, c51);
        }
        a += aStep;
        a3 += aStep;
    }
}

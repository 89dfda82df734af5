using System.Diagnostics;
using static SparseAutoencoders.VectorMath;

namespace SparseAutoencoders;

// c += a * b for a tile of 8 rows x 2 registers of 128 bits (8 float, 4 double).
//   for p in 0..steps:  b0, b1 = b[p];  for r in 0..8:  c[r] += a[r][p] * (b0, b1)
// Registers: 16 sums + 2 of b + 1 of a = 19 of Arm64's 32. It is also what runs where nothing wider is there, down to no vector
// instructions at all: the multiply-add is then a call for each number, slow, and with the same bits.
// Each c[r][j] adds its products in the order of p, rounded once each (fused), whatever the tile, so all machines agree bit for bit.
internal readonly unsafe struct Tile128<T> : ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 8;

    public static int ShortRows => 4;

    public static int Columns => 2 * Vector128<T>.Count;

    // Bounds: ITile.Run's contract; the caller (BlockedProduct) passes packed strips, packed panels and whole blocks of c, or its buffer of one block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TPart>(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, nint cRow) where TPart : struct, ITilePart
    {
        Debug.Assert((nuint)b % 16 == 0);
        var w = Vector128<T>.Count;
        Vector128<T> c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51,
            c60, c61, c70, c71;
        c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = Vector128<T>.Zero;
        if (start != null)
        {
            var s3 = start + 3 * startRow;
            (c00, c01) = (Vector128.Load(start), Vector128.Load(start + w));
            (c10, c11) = (Vector128.Load(start + startRow), Vector128.Load(start + startRow + w));
            (c20, c21) = (Vector128.Load(start + 2 * startRow), Vector128.Load(start + 2 * startRow + w));
            (c30, c31) = (Vector128.Load(s3), Vector128.Load(s3 + w));
            if (TPart.HasAllRows)
            {
                var s6 = s3 + 3 * startRow;
                (c40, c41) = (Vector128.Load(s3 + startRow), Vector128.Load(s3 + startRow + w));
                (c50, c51) = (Vector128.Load(s3 + 2 * startRow), Vector128.Load(s3 + 2 * startRow + w));
                (c60, c61) = (Vector128.Load(s6), Vector128.Load(s6 + w));
                (c70, c71) = (Vector128.Load(s6 + startRow), Vector128.Load(s6 + startRow + w));
            }
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = Vector128<T>.Zero;
        }

        var a3 = a + 3 * aRow;
        var a6 = a3 + 3 * aRow;
        var aRow2 = 2 * aRow;
        for (; steps >= 4; steps -= 4)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3, ref a6,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71);
            Step<TPart>(b + 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71);
            Step<TPart>(b + 2 * 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71);
            Step<TPart>(b + 3 * 2 * w, aRow, aRow2, aStep, ref a, ref a3, ref a6,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71);
            b += 4 * 2 * w;
        }
        for (; steps > 0; steps--)
        {
            Step<TPart>(b, aRow, aRow2, aStep, ref a, ref a3, ref a6,
                ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51,
                ref c60, ref c61, ref c70, ref c71);
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
        var c6 = c3 + 3 * cRow;
        c40.Store(c3 + cRow);
        c41.Store(c3 + cRow + w);
        c50.Store(c3 + 2 * cRow);
        c51.Store(c3 + 2 * cRow + w);
        c60.Store(c6);
        c61.Store(c6 + w);
        c70.Store(c6 + cRow);
        c71.Store(c6 + cRow + w);
    }

    // One step; a, a3 … are every third row, the rows between one and two row distances on, and all go on to the next step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TPart>(T* b, nint aRow, nint aRow2, nint aStep, ref T* a, ref T* a3, ref T* a6,
        ref Vector128<T> c00, ref Vector128<T> c01, ref Vector128<T> c10, ref Vector128<T> c11,
        ref Vector128<T> c20, ref Vector128<T> c21, ref Vector128<T> c30, ref Vector128<T> c31,
        ref Vector128<T> c40, ref Vector128<T> c41, ref Vector128<T> c50, ref Vector128<T> c51,
        ref Vector128<T> c60, ref Vector128<T> c61, ref Vector128<T> c70, ref Vector128<T> c71) where TPart : struct, ITilePart
    {
        var b0 = Vector128.LoadAligned(b);
        var b1 = Vector128.LoadAligned(b + Vector128<T>.Count);
        var x = Vector128.Create(*a);
        c00 = FusedMultiplyAdd(x, b0, c00);
        c01 = FusedMultiplyAdd(x, b1, c01);
        x = Vector128.Create(a[aRow]);
        c10 = FusedMultiplyAdd(x, b0, c10);
        c11 = FusedMultiplyAdd(x, b1, c11);
        x = Vector128.Create(a[aRow2]);
        c20 = FusedMultiplyAdd(x, b0, c20);
        c21 = FusedMultiplyAdd(x, b1, c21);
        x = Vector128.Create(*a3);
        c30 = FusedMultiplyAdd(x, b0, c30);
        c31 = FusedMultiplyAdd(x, b1, c31);
        if (TPart.HasAllRows)
        {
            x = Vector128.Create(a3[aRow]);
            c40 = FusedMultiplyAdd(x, b0, c40);
            c41 = FusedMultiplyAdd(x, b1, c41);
            x = Vector128.Create(a3[aRow2]);
            c50 = FusedMultiplyAdd(x, b0, c50);
            c51 = FusedMultiplyAdd(x, b1, c51);
            x = Vector128.Create(*a6);
            c60 = FusedMultiplyAdd(x, b0, c60);
            c61 = FusedMultiplyAdd(x, b1, c61);
            x = Vector128.Create(a6[aRow]);
            c70 = FusedMultiplyAdd(x, b0, c70);
            c71 = FusedMultiplyAdd(x, b1, c71);
        }
        a += aStep;
        a3 += aStep;
        a6 += aStep;
    }
}

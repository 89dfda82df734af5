using System.Numerics;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

/// <summary>Every tile on every machine: where its registers are missing, the same code runs on narrower ones.</summary>
public sealed class TileTests
{
    [Fact]
    public void Tiles_of_every_width_give_the_same_bits()
    {
        foreach (var (n, k, m) in ((int, int, int)[])[(1, 1, 1), (5, 3, 7), (12, 16, 32), (13, 17, 33), (24, 64, 64), (50, 70, 90)])
        {
            AllWidths<float>(n, k, m);
            AllWidths<double>(n, k, m);
        }
    }

    private static void AllWidths<T>(int n, int k, int m) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var expected = new ProductCase<T>(ProductKind.Multiply, n, k, m, 2).Run(Workers.Shared).Run(Workers.Shared, accumulate: true).C;
        foreach (var c in (Matrix<T>[])[Twice<T, Tile512<T>>(n, k, m), Twice<T, Tile256<T>>(n, k, m), Twice<T, Tile128<T>>(n, k, m)])
            Assert.True(expected.All.SequenceEqual(c.All), $"({n}, {k}, {m}), {typeof(T).Name}");
    }

    private static Matrix<T> Twice<T, TTile>(int n, int k, int m)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : struct, ITile<T>
    {
        var (a, b, c) = (ReferenceProducts.Matrix<T>(n, k, 2), ReferenceProducts.Matrix<T>(k, m, 3), new Matrix<T>(n, m));
        MatrixProduct.RunTiles<T, TTile>(Strided<T>.Of(a), Strided<T>.Of(b), null, c, k, Workers.Shared);
        MatrixProduct.RunTiles<T, TTile>(Strided<T>.Of(a), Strided<T>.Of(b), c, c, k, Workers.Shared);
        GC.KeepAlive((a, b));
        return c;
    }
}

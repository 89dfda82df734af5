using System.Numerics;

namespace SparseAutoencoders.Kernels;

/// <summary>The innermost part of a matrix product, for one width of registers: a small block of the result, held in registers.</summary>
internal unsafe interface ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of the block.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the block: a whole number of registers.</summary>
    static abstract int Columns { get; }

    /// <summary>c[r][j] = fma over p = 0 … steps − 1 of a[r][p] · b[p][j], one after the other, beginning with start[r][j] or 0.</summary>
    /// <param name="steps">Products added to each number of the block.</param>
    /// <param name="a">First of <see cref="Rows"/> × steps numbers: row r, step p at a[r · aRow + p · aStep].</param>
    /// <param name="aRow">Distance between rows of a, in numbers.</param>
    /// <param name="aStep">Distance between steps of a, in numbers.</param>
    /// <param name="b">First of steps × <see cref="Columns"/> numbers without gaps, aligned to a register.</param>
    /// <param name="start">First number of the block the chains begin with, which may be c; null: they begin with 0.</param>
    /// <param name="startRow">Distance between its rows, in numbers; 0 where all rows begin with the same.</param>
    /// <param name="c">First number of the block.</param>
    /// <param name="cRow">Distance between rows of c, in numbers.</param>
    /// <typeparam name="TPart">Which columns are wanted. A tile may work out the others as well, so the block has room for them.</typeparam>
    static abstract void Run<TPart>(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, nint cRow) where TPart : struct, ITilePart;
}

/// <summary>Which columns of a tile are wanted, known to the compiler.</summary>
internal interface ITilePart
{
    /// <summary>Whether it is all of them, or the first half.</summary>
    static abstract bool IsWhole { get; }
}

/// <summary>All columns.</summary>
internal readonly struct WholeTile : ITilePart
{
    public static bool IsWhole => true;
}

/// <summary>The first half of the columns.</summary>
internal readonly struct HalfTile : ITilePart
{
    public static bool IsWhole => false;
}

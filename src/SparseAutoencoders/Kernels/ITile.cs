namespace SparseAutoencoders;

/// <summary>The innermost part of a matrix product, for one width of registers: a small block of the result, held in registers.</summary>
internal unsafe interface ITile<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of the block.</summary>
    static abstract int Rows { get; }

    /// <summary>Rows of a short block: its first ones, worked out alone in as much less time.</summary>
    static abstract int ShortRows { get; }

    /// <summary>Columns of the block: a whole number of registers.</summary>
    static abstract int Columns { get; }

    /// <summary>c[r][j] = fma over p = 0 … steps − 1 of a[r][p] · b[p][j], one after the other, beginning with start[r][j] or 0.</summary>
    /// <param name="steps">Products added to each number of the block.</param>
    /// <param name="a">First of rows × steps numbers: row r, step p at a[r · aRow + p · aStep].</param>
    /// <param name="aRow">Distance between rows of a, in numbers.</param>
    /// <param name="aStep">Distance between steps of a, in numbers.</param>
    /// <param name="b">First of steps × <see cref="Columns"/> numbers without gaps, aligned to a register.</param>
    /// <param name="start">First number of the block the chains begin with, which may be c; null: they begin with 0.</param>
    /// <param name="startRow">Distance between its rows, in numbers; 0 where all rows begin with the same.</param>
    /// <param name="c">First number of the block.</param>
    /// <param name="cRow">Distance between rows of c, in numbers.</param>
    /// <typeparam name="TPart">Which part of the block is wanted. Columns beyond it may be worked out as well, so the block has room for them; rows are not, nor is their
    /// a read.</typeparam>
    static abstract void Run<TPart>(int steps, T* a, nint aRow, nint aStep, T* b, T* start, nint startRow, T* c, nint cRow) where TPart : struct, ITilePart;
}

/// <summary>Which part of a tile is wanted, known to the compiler.</summary>
internal interface ITilePart
{
    /// <summary>Whether it is all rows, or <see cref="ITile{T}.ShortRows"/>.</summary>
    static abstract bool HasAllRows { get; }

    /// <summary>Whether it is all columns, or the first half.</summary>
    static abstract bool HasAllColumns { get; }
}

/// <summary>All of it.</summary>
internal readonly struct WholeTile : ITilePart
{
    public static bool HasAllRows => true;

    public static bool HasAllColumns => true;
}

/// <summary>The first half of the columns.</summary>
internal readonly struct HalfTile : ITilePart
{
    public static bool HasAllRows => true;

    public static bool HasAllColumns => false;
}

/// <summary>The first rows.</summary>
internal readonly struct ShortTile : ITilePart
{
    public static bool HasAllRows => false;

    public static bool HasAllColumns => true;
}

/// <summary>The first half of the columns of the first rows.</summary>
internal readonly struct ShortHalfTile : ITilePart
{
    public static bool HasAllRows => false;

    public static bool HasAllColumns => false;
}

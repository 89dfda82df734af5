namespace SparseAutoencoders;

/// <summary>What is done with numbers of a product once their sums are whole, while they are still in the cache.</summary>
internal unsafe interface IProductEnd<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether there is anything to do, known to the compiler.</summary>
    static abstract bool IsThere { get; }

    /// <summary>Does it with a block of the product, in place.</summary>
    /// <param name="c">Its first number.</param>
    /// <param name="cRow">From one of its rows to the next, in numbers.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    void Invoke(T* c, nint cRow, int rows, int columns);
}

/// <summary>Nothing.</summary>
internal readonly unsafe struct NoEnd<T> : IProductEnd<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static bool IsThere => false;

    public void Invoke(T* c, nint cRow, int rows, int columns) { }
}

/// <summary>A formula, number by number.</summary>
internal readonly unsafe struct MapEnd<T, TMap>(TMap map) : IProductEnd<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IMap<T>
{
    public static bool IsThere => true;

    public void Invoke(T* c, nint cRow, int rows, int columns) => Elementwise.Map(c, cRow, rows, columns, map);
}

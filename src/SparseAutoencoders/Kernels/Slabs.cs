namespace SparseAutoencoders;

/// <summary>The second factor of a product, (depth, columns), cut into slabs: those of the first columns come first, each of their depths after the other.
/// Where it needs no packing at once, of all columns, it is cut in depth alone.</summary>
internal readonly struct Slabs<T, TTile>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private readonly int _depth, _columns, _slabDepth, _slabColumns;

    /// <param name="depth">Of the product.</param>
    /// <param name="columns">Of the product.</param>
    /// <param name="rows">Of the first factor if that is what is packed at once, otherwise 0.</param>
    public Slabs(int depth, int columns, int rows = 0)
    {
        (_depth, _columns) = (depth, columns);
        BlockDepth = Blocking<T, TTile>.Even(depth, Blocking<T, TTile>.MaxDepth);
        (_slabColumns, _slabDepth) = rows > 0 ? (columns, Blocking<T, TTile>.SlabDepth(rows, depth, BlockDepth)) : Blocking<T, TTile>.Slab(depth, columns, BlockDepth);
    }

    /// <summary>Steps a tile takes at most before it puts its sums back.</summary>
    public int BlockDepth { get; }

    /// <summary>How many slabs.</summary>
    public int Count => Widths * Depths;

    /// <summary>How many beside each other.</summary>
    public int Widths => Blocking<T, TTile>.Ceiling(_columns, _slabColumns);

    /// <summary>How many of the same columns, one after the other.</summary>
    public int Depths => Blocking<T, TTile>.Ceiling(_depth, _slabDepth);

    /// <summary>Columns of the widest slab.</summary>
    public int Width => _slabColumns;

    /// <summary>Depth of the deepest slab.</summary>
    public int Depth => _slabDepth;

    /// <summary>Numbers of the largest slab once it is packed.</summary>
    public int Size => _slabColumns * _slabDepth;

    /// <summary>Where a slab begins, its sizes, and whether with it the sums of its columns are whole.</summary>
    public (int Step, int Column, int Steps, int Columns, bool IsLast) this[int slab]
    {
        get
        {
            var (step, column) = (slab % Depths * _slabDepth, slab / Depths * _slabColumns);
            var steps = Math.Min(_slabDepth, _depth - step);
            return (step, column, steps, Math.Min(_slabColumns, _columns - column), step + steps == _depth);
        }
    }
}

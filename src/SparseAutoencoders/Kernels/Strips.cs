namespace SparseAutoencoders;

// The first factor, (rows, depth), as tiles read it: in depth blocks, and in each of them in strips of as many rows as a tile has. A strip is read where it
// lies if that will do, or packed: row by row or, where a lies transposed, step by step, as it is stored, so that whole pieces are copied either way.
// packed: all strips, as StripPacking leaves them; null: strips that have to be packed are so where they are asked for.
internal readonly unsafe struct Strips<T, TTile>(Strided<T> a, T* packed, int rows, int depth, int blockDepth)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    /// <summary>Strips of a depth block.</summary>
    public int Count { get; } = Blocking<T, TTile>.Ceiling(rows, TTile.Rows);

    public int Depth => depth;

    public int BlockDepth => blockDepth;

    public int Rows => rows;

    /// <summary>Numbers of all strips when they are packed, 0 where they need not be.</summary>
    public int Size => AreInPlace ? 0 : Count * StripSize(blockDepth) * Blocking<T, TTile>.Ceiling(depth, blockDepth);

    /// <summary>Whether strips are read where they lie. Rows that lie a multiple of half a page apart fall on the same few lines of L1, and would push out the
    /// panel of b.</summary>
    public bool AreInPlace => !a.IsTransposed && a.Stride * sizeof(T) % 2048 != 0;

    /// <summary>Numbers from one packed strip to the next: a line of the cache more than it has, for strips of 4096 bytes would begin on the same lines of L1
    /// otherwise, and push each other out while they are written side by side.</summary>
    public static int StripSize(int steps) => (steps * TTile.Rows) + (64 / sizeof(T));

    /// <summary>Some strips of the depth block that begins at p, from row <paramref name="first"/> on; <paramref name="room"/> takes them if they have to be packed
    /// first.</summary>
    public Lines<T> Get(int first, int count, int p, T* room)
    {
        var steps = Steps(p);
        if (AreInPlace) return new(a.At(first, p), a.Stride, 1, a.Stride * TTile.Rows);
        if (packed == null) Pack(first, count, p, room);
        else room = Packed(first, p);
        return Lines(room, steps);
    }

    /// <summary>What comes after the whole ones of these strips. It is packed in any case: a tile's rows may be more than there are.</summary>
    public Lines<T> GetTail(int first, int count, int p, in Lines<T> strips, T* room)
    {
        var whole = count / TTile.Rows;
        if (!AreInPlace) return new(strips.First + whole * strips.Strip, strips.Row, strips.Step, strips.Strip);
        Pack(first + whole * TTile.Rows, count - whole * TTile.Rows, p, room);
        return Lines(room, Steps(p));
    }

    /// <summary>Steps of the depth block that begins at p.</summary>
    private int Steps(int p) => Math.Min(blockDepth, depth - p);

    /// <summary>Packs some rows of the depth block that begins at p; missing rows of the last strip count as zeros.</summary>
    public void Pack(int first, int count, int p, T* to)
    {
        const int StepsAtOnce = 8;
        var steps = Steps(p);
        var atOnce = a.IsTransposed ? StepsAtOnce : steps;
        for (var step = 0; step < steps; step += atOnce)
        {
            var strip = to;
            for (var i = 0; i < count; i += TTile.Rows, strip += StripSize(steps))
            {
                var height = Math.Min(TTile.Rows, count - i);
                if (height < TTile.Rows && step == 0) new Span<T>(strip, steps * TTile.Rows).Clear();
                if (a.IsTransposed) Packing.Copy(a.At(first + i, p + step), a.Stride, Math.Min(atOnce, steps - step), height, strip + step * TTile.Rows, TTile.Rows);
                else Packing.Copy(a.At(first + i, p), a.Stride, height, steps, strip, steps);
            }
        }
    }

    /// <summary>Where the strip that begins with a row lies among all that are packed.</summary>
    public T* Packed(int first, int p, T* all) =>
        all + (nint)(p / blockDepth) * Count * StripSize(blockDepth) + (nint)(first / TTile.Rows) * StripSize(Steps(p));

    private T* Packed(int first, int p) => Packed(first, p, packed);

    private Lines<T> Lines(T* strips, int steps) => a.IsTransposed ? new(strips, 1, TTile.Rows, StripSize(steps)) : new(strips, steps, 1, StripSize(steps));
}

/// <summary>Strips as a tile is told of them.</summary>
/// <param name="first">The first number of the first strip.</param>
/// <param name="row">From one row to the next, in numbers.</param>
/// <param name="step">From one step to the next.</param>
/// <param name="strip">From one strip to the next.</param>
internal readonly unsafe struct Lines<T>(T* first, nint row, nint step, nint strip) where T : unmanaged
{
    public readonly T* First = first;
    public readonly nint Row = row, Step = step, Strip = strip;
}

// Packs all strips. A task is a few neighbouring strips of one depth block.
internal readonly unsafe struct StripPacking<T, TTile>(Strips<T, TTile> strips, T* to) : IParallelBody
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TTile : struct, ITile<T>
{
    private const int StripsAtOnce = 4;

    public int Tasks => Groups * Blocking<T, TTile>.Ceiling(strips.Depth, strips.BlockDepth);

    private int Groups => Blocking<T, TTile>.Ceiling(strips.Count, StripsAtOnce);

    public void Invoke(int task)
    {
        var (p, first) = (task / Groups * strips.BlockDepth, task % Groups * StripsAtOnce * TTile.Rows);
        strips.Pack(first, Math.Min(StripsAtOnce * TTile.Rows, strips.Rows - first), p, strips.Packed(first, p, to));
    }
}

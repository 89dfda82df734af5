namespace SparseAutoencoders;

/// <summary>Refuses numbers that no network can use, and names the place.</summary>
public static class RowCheck
{
    /// <summary>Throws at the first NaN or infinity.</summary>
    /// <param name="rows">Where the numbers come from, for the message.</param>
    /// <param name="first">Row, from 0, at which <paramref name="block"/> begins.</param>
    /// <param name="block">(rows, inputs), row after row.</param>
    /// <exception cref="InvalidDataException">A number is NaN or infinite.</exception>
    public static void Finite<T>(IRows rows, int first, ReadOnlySpan<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (AreFinite(block)) return;
        for (var i = 0; i < block.Length; i++)
        {
            if (!T.IsFinite(block[i]))
                throw new InvalidDataException($"{rows.PlaceOf(first + i / rows.Width, i % rows.Width)}: {block[i].ToString(null, CultureInfo.InvariantCulture)} is not a finite number. {(T.IsNaN(block[i]) ? "Fill it in, remove the row, leave the column out (`Exclude`), or train with `Imputation.Mean`" : "Remove such rows, or leave the column out (`Exclude`)")}.");
        }
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    internal static bool AreFinite<T>(ReadOnlySpan<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Differences(block, default(FromItself<T>)) == T.Zero;

    /// <summary>Whether every number is at least <paramref name="low"/> and at most <paramref name="high"/>; NaN is not.</summary>
    internal static bool Within<T>(ReadOnlySpan<T> block, T low, T high) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Differences(block, new FromInterval<T>(low, high)) == T.Zero;

    /// <summary>Σ over the numbers of what each lacks to be right, which is never below 0; NaN where one is NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Differences<T, TMap>(ReadOnlySpan<T> block, TMap difference) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TMap : struct, IMap<T>
    {
        // Two sums: one alone would wait for itself.
        var (even, odd, i) = (Vector512<T>.Zero, Vector512<T>.Zero, 0);
        for (; i <= block.Length - 2 * Vector512<T>.Count; i += 2 * Vector512<T>.Count)
        {
            even += difference.Invoke(Elementwise.Load(block, i));
            odd += difference.Invoke(Elementwise.Load(block, i + Vector512<T>.Count));
        }
        for (; i <= block.Length - Vector512<T>.Count; i += Vector512<T>.Count) even += difference.Invoke(Elementwise.Load(block, i));
        if (i < block.Length) odd += Elementwise.First(difference.Invoke(Elementwise.LoadPart(block, i)), block.Length - i);
        return Vector512.Sum(even + odd);
    }

    /// <summary>0 for every finite x, NaN for all others.</summary>
    private readonly struct FromItself<T> : IMap<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x) => x - x;
    }

    /// <summary>How far x is from the interval.</summary>
    private readonly struct FromInterval<T>(T low, T high) : IMap<T> where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x) =>
            Vector512.Abs(x - Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(low)), Vector512.Create(high)));
    }

    /// <summary>"row 3, column 2" (both from 1), with the column's name where it has one.</summary>
    /// <param name="rows">Where the numbers come from.</param>
    /// <param name="first">Row, from 0, at which the block begins.</param>
    /// <param name="index">Place in the block.</param>
    public static string Place(IRows rows, int first, int index)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return string.Create(CultureInfo.InvariantCulture, $"row {rows.PlaceInSource(first + index / rows.Width) + 1}, {Column(rows, index % rows.Width)}, counted from 1");
    }

    /// <summary>Where a number stands in rows that are no others': see <see cref="IRows.PlaceOf"/>.</summary>
    internal static string PlaceOf(IRows rows, int? row, int column) =>
        row is { } one ? $"{rows.SourceOf(one)}, {Place(rows, one, column)}" : $"{rows.Name}, {Column(rows, column)}";

    /// <summary>"column 2" (from 1), with its name where it has one.</summary>
    private static string Column(IRows rows, int column) =>
        string.Create(CultureInfo.InvariantCulture, $"column {column + 1}{(rows.Columns is { } names ? $" ({MessageText.Visible(names[column])})" : "")}");
}

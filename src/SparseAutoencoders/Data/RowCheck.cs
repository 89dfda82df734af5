using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace SparseAutoencoders.Data;

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
                throw new InvalidDataException($"{rows.SourceOf(first + i / rows.Width)}, {Place(rows, first, i)}: {block[i].ToString(null, CultureInfo.InvariantCulture)} is not a finite number. {(T.IsNaN(block[i]) ? "Fill it in, remove the row, leave the column out (--exclude), or train with --impute mean" : "Remove such rows, or leave the column out (--exclude)")}.");
        }
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    internal static bool AreFinite<T>(ReadOnlySpan<T> block) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sums = Vector512<T>.Zero;                            // x - x is 0 for every finite x and NaN for all others
        var rest = block;
        for (; rest.Length >= Vector512<T>.Count; rest = rest[Vector512<T>.Count..])
        {
            var x = Vector512.Create(rest);
            sums += x - x;
        }
        var sum = Vector512.Sum(sums);
        foreach (var x in rest) sum += x - x;
        return sum == T.Zero;
    }

    /// <summary>Whether every number is at least <paramref name="low"/> and at most <paramref name="high"/>; NaN is not.</summary>
    internal static bool Within<T>(ReadOnlySpan<T> block, T low, T high) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (least, most) = (Vector512.Create(low), Vector512.Create(high));
        var rest = block;
        for (; rest.Length >= Vector512<T>.Count; rest = rest[Vector512<T>.Count..])
        {
            var x = Vector512.Create(rest);
            if (!Vector512.GreaterThanOrEqualAll(x, least) || !Vector512.LessThanOrEqualAll(x, most)) return false;
        }
        foreach (var x in rest)
            if (!(x >= low && x <= high)) return false;
        return true;
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

    /// <summary>"column 2" (from 1), with its name where it has one.</summary>
    internal static string Column(IRows rows, int column) =>
        string.Create(CultureInfo.InvariantCulture, $"column {column + 1}{(rows.Columns is { } names ? $" ({MessageText.Visible(names[column])})" : "")}");
}

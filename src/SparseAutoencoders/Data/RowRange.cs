namespace SparseAutoencoders;

/// <summary>The check every <see cref="IRows.Read"/> begins with.</summary>
public static class RowRange
{
    /// <summary>Throws unless the rows from <paramref name="first"/> on that fill <paramref name="length"/> numbers are all there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row beyond <see cref="IRows.Count"/>, or before the first.</exception>
    /// <exception cref="ArgumentException">The length is not a multiple of <see cref="IRows.Width"/>.</exception>
    public static void Check(IRows rows, int first, int length)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        if (rows.Width > 0 && length % rows.Width != 0) throw new ArgumentException($"Room for {length} numbers is not room for whole rows of {rows.Width}.", nameof(length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ((long)rows.Count - first) * rows.Width);
    }
}

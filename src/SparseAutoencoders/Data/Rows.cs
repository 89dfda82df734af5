namespace SparseAutoencoders;

/// <summary>Makes and combines <see cref="IRows"/>.</summary>
public static class Rows
{
    /// <summary>Rows in memory; the matrix is not copied.</summary>
    public static IRows From<T>(Matrix<T> rows, ImageShape? image = null, string name = "rows in memory")
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new MemoryRows<T>(rows, image, name);

    /// <summary>Rows in memory, copied.</summary>
    /// <param name="rows">(rows, inputs): every row of the same length.</param>
    /// <exception cref="ArgumentException">There is no row, or one has another length than the first.</exception>
    public static IRows From<T>(IReadOnlyList<T[]> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException("There are no rows.", nameof(rows));
        var matrix = new Matrix<T>(rows.Count, rows[0].Length);
        for (var r = 0; r < rows.Count; r++)
        {
            if (rows[r].Length != matrix.Columns)
                throw new ArgumentException($"Row {r + 1} holds {rows[r].Length} numbers, the first row {matrix.Columns}.", nameof(rows));
            rows[r].CopyTo(matrix.Row(r));
        }
        return From(matrix);
    }

    /// <summary>A run of consecutive rows. Disposing it leaves the source open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The run is not inside the source.</exception>
    public static IRows Slice(this IRows rows, int first, int count) => new RowSlice(rows, first, count);

    /// <summary>All rows, read into memory.</summary>
    public static Matrix<T> ToMatrix<T>(this IRows rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matrix = new Matrix<T>(rows.Count, rows.Width);
        rows.Read(0, matrix.All);
        return matrix;
    }
}

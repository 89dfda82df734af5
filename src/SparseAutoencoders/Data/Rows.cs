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

    /// <summary>Rows side by side with the targets that a transcoder rebuilds from them. Training, judging and scoring take both together.</summary>
    /// <param name="rows">(rows, inputs). Owned by what is returned.</param>
    /// <param name="targets">(rows, outputs), of any width: the i-th belongs to the i-th row. Owned by what is returned.</param>
    /// <returns>(rows, inputs + outputs), whose <see cref="IRows.TargetWidth"/> is the outputs'.</returns>
    /// <exception cref="InvalidDataException">There are not as many targets as rows, or one of both is paired already.</exception>
    public static IRows Paired(IRows rows, IRows targets) => new PairedRows(rows, targets);

    /// <summary>Rows with a caption beside each, such as its text: shown with the row, and searched for the words that tell a hidden unit. Never an input.</summary>
    /// <param name="rows">Owned by what is returned.</param>
    /// <param name="captions">One for each row; empty for a row without.</param>
    /// <exception cref="InvalidDataException">There are not as many as rows.</exception>
    public static IRows WithCaptions(this IRows rows, IReadOnlyList<string> captions) => NotedRows.Of(Given(rows), RowTexts.Of(Given(captions)), null);

    /// <summary>Rows with a label beside each: the name of its class, or a number as text. Never an input.</summary>
    /// <param name="rows">Owned by what is returned.</param>
    /// <param name="labels">One for each row; empty for a row without.</param>
    /// <exception cref="InvalidDataException">There are not as many as rows.</exception>
    public static IRows WithLabels(this IRows rows, IReadOnlyList<string> labels) => NotedRows.Of(Given(rows), null, RowTexts.Of(Given(labels)));

    private static T Given<T>(T value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    /// <summary>The rows without their targets. Disposing it leaves the source open.</summary>
    internal static IRows Inputs(this IRows rows) =>
        rows is PairedRows paired ? paired.Inputs : rows.TargetWidth == 0 ? rows : Columns(rows, 0, rows.Width - rows.TargetWidth);

    /// <summary>The rows' targets alone. Disposing it leaves the source open.</summary>
    internal static IRows Targets(this IRows rows) => rows is PairedRows paired ? paired.Targets : Columns(rows, rows.Width - rows.TargetWidth, rows.TargetWidth);

    private static ColumnSelection Columns(IRows rows, int first, int count) => new(rows, [.. Enumerable.Range(first, count)], owned: false);

    /// <summary>All rows, read into memory.</summary>
    public static Matrix<T> ToMatrix<T>(this IRows rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matrix = new Matrix<T>(rows.Count, rows.Width);
        rows.Read(0, matrix.All);
        return matrix;
    }
}

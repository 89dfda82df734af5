namespace SparseAutoencoders;

/// <summary>Cosines of rows with those before them, some rows at a time.</summary>
internal static class DecoderCosines
{
    private const int RowsAtOnce = 256;

    /// <param name="rows">Of length 1, or 0.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="take">Takes each row in turn, with its cosines with all rows before it.</param>
    /// <param name="cancellation">Stops between parts.</param>
    public static void Each<T>(Matrix<T> rows, Workers workers, Taker<T> take, CancellationToken cancellation = default) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var room = new Matrix<T>(RowsAtOnce * rows.Rows, 1);
        for (var first = 0; first < rows.Rows; first += RowsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(RowsAtOnce, rows.Rows - first);
            var cosines = room.Window(0, count, first + count);
            MatrixProduct.MultiplyByTranspose(rows.Window(first * rows.Columns, count, rows.Columns), rows.Window(0, first + count, rows.Columns), cosines, workers);
            for (var r = 0; r < count; r++) take(first + r, cosines.Row(r)[..(first + r)]);
        }
    }

    /// <summary>Takes a row's number, and its cosines with the rows before it.</summary>
    public delegate void Taker<T>(int row, ReadOnlySpan<T> cosines);
}

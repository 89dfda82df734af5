namespace SparseAutoencoders;

/// <summary>Another source's rows with each missing value (NaN) replaced by what stands for it.</summary>
/// <param name="rows">The source.</param>
/// <param name="fill">One number an input.</param>
internal sealed class FilledRows(IRows rows, double[] fill) : RowView(rows)
{
    public override void Read<T>(int first, Span<T> destination)
    {
        Source.Read(first, destination);
        for (var r = 0; r < destination.Length; r += fill.Length)
        {
            var row = destination.Slice(r, fill.Length);
            for (var j = 0; j < row.Length; j++)
                if (T.IsNaN(row[j])) row[j] = T.CreateTruncating(fill[j]);
        }
    }
}

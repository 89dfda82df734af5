namespace SparseAutoencoders;

/// <summary>Another source's rows with each missing value (NaN) replaced by what stands for it.</summary>
/// <param name="rows">The source.</param>
/// <param name="fill">One number an input.</param>
internal sealed class FilledRows(IRows rows, double[] fill) : RowView(rows)
{
    private const int BlockNumbers = 1 << 18;

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

    /// <summary>What stands for each input's missing values.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="imputation">What it is to be.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Null where nothing does.</returns>
    /// <exception cref="InvalidDataException">An input has no value in any row.</exception>
    public static double[]? Fit(IRows rows, Imputation imputation, CancellationToken cancellation)
    {
        if (imputation == Imputation.None) return null;
        var (means, counts) = (new double[rows.Width], new int[rows.Width]);
        var block = new double[Math.Clamp(BlockNumbers / rows.Width, 1, rows.Count) * rows.Width];
        for (var first = 0; first < rows.Count; first += block.Length / rows.Width)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = block.AsSpan(0, Math.Min(block.Length / rows.Width, rows.Count - first) * rows.Width);
            rows.Read(first, part);
            for (var i = 0; i < part.Length; i++)
            {
                if (double.IsNaN(part[i])) continue;
                if (!double.IsFinite(part[i])) RowCheck.Finite<double>(rows, first + i / rows.Width, part.Slice(i / rows.Width * rows.Width, rows.Width));
                var j = i % rows.Width;
                means[j] += (part[i] - means[j]) / ++counts[j];   // running: no large sum is ever held
            }
        }
        if (Array.IndexOf(counts, 0) is >= 0 and var empty)
            throw new InvalidDataException($"{rows.Name}, {RowCheck.Column(rows, empty)}: holds no value in any training row, so there is no mean. Leave the column out (--exclude).");
        return means;
    }
}

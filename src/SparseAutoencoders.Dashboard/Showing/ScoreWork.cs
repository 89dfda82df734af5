namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Scores all rows and gathers where each input's values lie, block by block. Memory: a block, and a number a row.</summary>
internal static class ScoreWork
{
    private const int BlockNumbers = 1 << 19;

    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="InvalidDataException">The rows are not what the model takes.</exception>
    public static (IReadOnlyList<RowScore> Scores, IReadOnlyList<InputSpread> Inputs) Run(SparseAutoencoder model, IRows rows, Action<double> progress, CancellationToken cancellation)
    {
        var (filled, scored, width) = (model.Fill(rows), model.Score(rows), rows.Width);
        var (scores, means, squares) = (new RowScore[rows.Count], new double[width], new double[width]);
        var height = Math.Clamp(BlockNumbers / (width + 1), 1, rows.Count);
        var (values, made) = (new double[height * width], new double[height * (width + 1)]);
        for (var first = 0; first < rows.Count; first += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(height, rows.Count - first);
            scored.Read(first, made.AsSpan(0, count * (width + 1)));
            filled.Read(first, values.AsSpan(0, count * width));
            for (var r = 0; r < count; r++)
            {
                scores[first + r] = new RowScore(first + r, made[r * (width + 1)]);
                // Running means (Welford 1962): no square of a large mean is ever subtracted.
                for (var j = 0; j < width; j++)
                {
                    var off = values[r * width + j] - means[j];
                    means[j] += off / (first + r + 1);
                    squares[j] += off * (values[r * width + j] - means[j]);
                }
            }
            progress((double)(first + count) / rows.Count);
        }
        return ([.. scores.OrderByDescending(row => row.Score).ThenBy(row => row.Row)], [.. means.Zip(squares, (mean, square) => new InputSpread(mean, Math.Sqrt(square / rows.Count)))]);
    }
}

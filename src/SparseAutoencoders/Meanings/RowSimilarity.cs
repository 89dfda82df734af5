namespace SparseAutoencoders;

/// <summary>Finds the rows whose codes are most like a given code, by cosine.</summary>
internal static class RowSimilarity
{
    /// <param name="codes">(rows, hidden units), none negative.</param>
    /// <param name="code">The code to be like; another row's, or 1 for a unit and 0 for all others.</param>
    /// <param name="without">A row that is left out; -1 for none.</param>
    /// <param name="count">Most rows wanted.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <returns>The most alike first; of equal ones the first. None that has nothing in common.</returns>
    public static IReadOnlyList<SimilarRow> Of(IRows codes, float[] code, int without, int count, CancellationToken cancellation)
    {
        var length = Math.Sqrt(Reductions.SquaredNorm<float>(code));
        var (products, squares) = (new double[codes.Count], new double[codes.Count]);
        ActiveRows.Walk(codes, (row, unit, value) =>
        {
            products[row] += (double)value * code[unit];
            squares[row] += (double)value * value;
        }, null, cancellation);
        var nearest = Enumerable.Range(0, codes.Count).Where(row => row != without && products[row] > 0)
            .Select(row => (Row: row, Cosine: products[row] / (length * Math.Sqrt(squares[row])))).OrderByDescending(near => near.Cosine).ThenBy(near => near.Row).Take(count).ToList();
        var found = new float[code.Length];
        return
        [
            .. nearest.Select(near =>
            {
                codes.Read(near.Row, found.AsSpan());
                var scale = length * Math.Sqrt(squares[near.Row]);
                return new SimilarRow(near.Row, Math.Min(1, near.Cosine), [.. Enumerable.Range(0, code.Length).Where(unit => found[unit] * code[unit] > 0)
                    .Select(unit => new SharedUnit(unit, (double)found[unit] * code[unit] / scale)).OrderByDescending(shared => shared.Share).ThenBy(shared => shared.Unit)]);
            }),
        ];
    }
}

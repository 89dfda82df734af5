namespace SparseAutoencoders;

/// <summary>Holds out a share of the rows, drawn at random; both parts keep the rows' order.</summary>
internal static class HeldOutRows
{
    /// <param name="rows">All rows.</param>
    /// <param name="share">Of them that is held out, in [0, 1).</param>
    /// <param name="seed">The run's.</param>
    /// <returns>The training rows, and those held out; null for none.</returns>
    /// <exception cref="ArgumentException">Nothing would be left to train on.</exception>
    public static (IRows Training, IRows? Validation) Split(IRows rows, double share, ulong seed)
    {
        if (share == 0) return (rows, null);
        var held = Math.Max(1, (int)Math.Round(share * rows.Count));
        if (held >= rows.Count)
            throw new ArgumentException($"validation: a share of {share} leaves nothing of {rows.Count} rows to train on. Give a smaller share or more rows.");
        var (random, drawn) = (new RandomNumbers(seed, Streams.Validation), new int[held]);
        var found = 0;
        for (var row = 0; found < held; row++)                   // selection sampling (Knuth, volume 2, 3.4.2): memory for the drawn rows alone
            if (random.Next(rows.Count - row) < held - found) drawn[found++] = row;
        return (new RowSelection(rows, drawn, others: true), new RowSelection(rows, drawn, others: false));
    }
}

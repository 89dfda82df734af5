namespace SparseAutoencoders;

/// <summary>Counts the units whose decoder row points where an earlier one's does: the same direction learned several times.</summary>
internal static class RepeatedDirections
{
    /// <summary>|cos| above which two rows are one direction: less than 19° apart.</summary>
    public const double Within = 0.95;

    // In so few inputs rows are as near each other by chance: of 1,000 random ones in 12 inputs, two or three are.
    private const int FewestInputs = 12;

    private const double MostOperations = 4e10;

    /// <param name="decoder">(hidden units, inputs).</param>
    /// <param name="idle">Units that are not looked at.</param>
    /// <param name="workers">Threads.</param>
    /// <returns>How many; null where it says nothing or would take too long.</returns>
    public static int? Count(Matrix<double> decoder, IEnumerable<int> idle, Workers workers)
    {
        if (decoder.Columns < FewestInputs || 2.0 * decoder.Rows * decoder.Rows * decoder.Columns > MostOperations) return null;
        var units = Enumerable.Range(0, decoder.Rows).Except(idle).Where(l => Reductions.SquaredNorm<double>(decoder.Row(l)) > 0).ToArray();
        var rows = new Matrix<double>(units.Length, decoder.Columns);
        for (var r = 0; r < units.Length; r++)
            Elementwise.Map<double, Scale<double>>(decoder.Row(units[r]), rows.Row(r), new Scale<double>(1 / Math.Sqrt(Reductions.SquaredNorm<double>(decoder.Row(units[r])))));
        var found = 0;
        DecoderCosines.Each(rows, workers, (_, cosines) =>
        {
            if (IsRepeated(cosines)) found++;
        });
        return found;
    }

    private static bool IsRepeated(ReadOnlySpan<double> cosines)
    {
        foreach (var cosine in cosines)
            if (Math.Abs(cosine) > Within) return true;
        return false;
    }
}

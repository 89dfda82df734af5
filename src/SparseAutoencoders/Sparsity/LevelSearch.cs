namespace SparseAutoencoders;

/// <summary>Finds the level above which exactly so many scores of all rows lie: a unit's score on a row is its pre-code less its threshold, where the pre-code is above 0.</summary>
/// <remarks>A sample of the rows says between which bounds the level lies, and one pass over all rows counts what is above and keeps what is between. If the sample was wrong, bounds widen and another pass follows. The level
/// lies halfway between the last score that counts and the first that does not, so that rounding moves neither across.</remarks>
internal sealed class LevelSearch<T>(PreparedRows<T> rows, Parameters<T> parameters, Matrix<T> bias, Matrix<T>? offsets, Matrix<T>? floors, bool takesOff, Workers workers, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SampleRows = 512;
    private const double Within = 0.2;                           // of the sample's count

    private readonly Candidates<T> _found = new();
    private readonly SlabProduct<T> _product = new(workers);
    private readonly Encoder<T> _encoder = new(parameters, workers);

    /// <summary>The level; −∞ where no more scores than that are there at all.</summary>
    public double Find(long count)
    {
        var (low, high) = Bounds(count);
        while (true)
        {
            var (above, least, between) = Count(low, high);
            if (above > count) (low, high) = (high, T.PositiveInfinity);
            else if (above + between.Count >= count && (above + between.Count > count || T.IsNegativeInfinity(low)))
            {
                if (above + between.Count == count) return double.NegativeInfinity;
                between.Sort();
                var first = double.CreateTruncating(between[^((int)(count - above) + 1)]);              // the largest that does not count
                var last = count == above ? double.CreateTruncating(least) : double.CreateTruncating(between[^(int)(count - above)]);
                return double.IsFinite(last) ? 0.5 * (first + last) : first;
            }
            else if (T.IsNegativeInfinity(low)) return double.NegativeInfinity;
            else (low, high) = (T.NegativeInfinity, low);
        }
    }

    private (T Low, T High) Bounds(long count)
    {
        var some = rows.Sample(SampleRows);
        var sample = Room(some.Rows);
        sample.Resize(some.Rows, some.Rows);
        sample.Take(some);
        Choose(sample, T.NegativeInfinity);
        var (expected, all) = ((double)count / rows.Count * sample.Rows, _found.Count);
        T At(double share) => (long)Math.Ceiling(share * expected) is var place && place < 1 ? T.PositiveInfinity : place > all ? T.NegativeInfinity : _found.LargestScore(place);
        return (At(1 + Within), At(1 - Within));
    }

    private (long Above, T LeastAbove, List<T> Between) Count(T low, T high)
    {
        var (above, least, between) = (0L, T.PositiveInfinity, new List<T>());
        var values = Room(Math.Min(BlockSizes.Rows, rows.Count));
        foreach (var _ in values.Through(rows, cancellation))
        {
            Choose(values, low);
            foreach (var score in _found.Scores())
            {
                if (score > high) (above, least) = (above + 1, T.Min(least, score));
                else between.Add(score);
            }
        }
        rows.Shards.Least(new Span<T>(ref least));
        return (rows.Shards.Sum(above), least, [.. rows.Shards.Gather<T>(CollectionsMarshal.AsSpan(between))]);
    }

    private Pass<T> Room(int capacity) => new(capacity, parameters.Inputs, 1, parameters.Table.Targets) { TakesOff = takesOff };

    private void Choose(Pass<T> values, T low)
    {
        _encoder.TakeOff(values);
        _found.Begin(values.Rows, offsets, low, floors: floors);
        _product.Run(values.EncoderInput, parameters.EncoderWeights, bias, _found);
    }
}

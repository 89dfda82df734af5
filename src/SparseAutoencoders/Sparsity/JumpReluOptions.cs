namespace SparseAutoencoders;

/// <summary>A unit's code is its pre-code where that is above a threshold of its own, which is learned; all thresholds move together so that L0 is n, and there is no penalty. Source of the unit: Rajamanoharan et al.,
/// "Jumping ahead" (2024), where a penalty pulls L0 and nothing holds it.</summary>
public sealed record JumpReluOptions : L0Options
{
    /// <inheritdoc/>
    public override string Activation => "threshold";

    /// <inheritdoc/>
    public override IReadOnlyList<Block> Blocks(int inputs, int hiddenUnits) => [new(Thresholds, hiddenUnits) { IsPerUnit = true, HasExactGradient = false }];

    /// <inheritdoc/>
    public override ISparsity<T> Create<T>(Parameters<T> parameters, Workers workers) => new JumpReluSparsity<T>(this, parameters, workers);
}

/// <summary>The station of <see cref="JumpReluOptions"/>.</summary>
/// <remarks>Thresholds θ. Of a batch those codes are taken whose z − θ_l is among the n·m largest; that level is then added to all θ. With K = 1/w where |z − θ_l| &lt; w/2, else 0, w the mean threshold:
/// a_l = −Σ_i θ_l K ĝ_il, ĝ = G_i·W_d[l], is what the loss says of a threshold, n_l = −Σ_i K/m what L0 says. L0 is held, so ν = −Σ a / Σ n is its multiplier, and θ_l gets a_l + ν n_l.</remarks>
internal sealed class JumpReluSparsity<T>(JumpReluOptions options, Parameters<T> parameters, Workers workers) : L0Sparsity<T>(options, parameters, workers), ISparsity<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Below = 0.65;                           // of the mean threshold: candidates are looked for from there on

    private readonly Matrix<T> _thresholds = parameters[L0Options.Thresholds];
    private readonly double[] _sums = new double[parameters.HiddenUnits];
    private double _level, _width;

    public override IRowCoder<T> Freeze() => new ThresholdCoder<T>(Parameters, Bias, _thresholds, TakesOff);

    protected override Gathered Of(Pass<T> values) => values.State<WithNear>();

    protected override void Choose(ReadOnlySpan<Pass<T>> batch, Shards over, int rows)
    {
        var (count, mean) = (AskedOf(rows), Mean());
        Candidates<T>[] found;
        T? level;
        for (var bound = T.CreateTruncating(-Below * Math.Max(0, mean)); ; bound = T.NegativeInfinity)
        {
            found = Gather(batch, _thresholds, bound);
            level = BatchCandidates.Count(found, over) > count ? BatchCandidates.LargestScore(found, over, count) : null;
            _level = level is { } number ? double.CreateTruncating(number) : double.NegativeInfinity;
            _width = Math.Max(0, mean + _level);
            if (_level - 0.5 * _width >= double.CreateTruncating(bound) || T.IsNegativeInfinity(bound)) break;
        }
        // Fewer are above 0 than are asked for: thresholds stay.
        if (level is null) (_level, _width) = (0, 0);
        foreach (var values in batch)
        {
            var own = (WithNear)Of(values);
            own.Near.TakeBetween(own.Found, T.CreateTruncating(_level - 0.5 * _width), T.CreateTruncating(_level + 0.5 * _width));
        }
        if (level is { } kept) BatchCandidates.KeepAbove(found, over, kept, count);
        foreach (var values in batch) Take(values);
    }

    public override int GradientSumsPerUnit => 3;

    public override void Backward(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients, bool add)
    {
        base.Backward(values, gradients, weightGradients, add);
        var own = (WithNear)Of(values);
        own.NearCodes.Take(own.Near, Units, Workers);
        own.NearSlopes.TakePlaces(own.NearCodes);
        own.NearSlopes.MultiplyByTranspose(gradients.LogitSegments, Parameters.DecoderWeights, Workers);
        var sums = gradients.UnitSums;
        own.NearSlopes.SumUnits(sums.Slice(Units, Units));
        for (var l = 0; l < Units; l++) sums[2 * Units + l] = own.NearCodes.CountOf(l);
    }

    public override void CompleteGradient(ReadOnlySpan<double> unitSums, ReadOnlySpan<double> gradientSums, int rows, Parameters<T> weightGradients)
    {
        base.CompleteGradient(unitSums, gradientSums, rows, weightGradients);
        var slopes = weightGradients[L0Options.Thresholds].All;
        var counts = gradientSums[(2 * Units)..];
        var (multiplier, all) = (0.0, 0.0);
        for (var l = 0; l < Units; l++)
        {
            _sums[l] = _width > 0 ? -Math.Max(0, double.CreateTruncating(_thresholds.All[l]) + _level) / _width * gradientSums[Units + l] : 0;
            (multiplier, all) = (multiplier + _sums[l], all + counts[l]);
        }
        // ν n_l, the factors 1/(w m) cancelled.
        for (var l = 0; l < Units; l++) slopes[l] = T.CreateTruncating(all == 0 ? 0 : _sums[l] - multiplier * counts[l] / all);
    }

    public override void ResetUnit(int unit, ReadOnlySpan<double> products)
    {
        base.ResetUnit(unit, products);
        _thresholds.All[unit] = T.CreateTruncating(Mean());
    }

    public override void EndStep()
    {
        foreach (ref var threshold in _thresholds.All) threshold += T.CreateTruncating(_level);
        _level = 0;
    }

    /// <inheritdoc/>
    public void DefineSurrogates(Pass<T> values, Pass<T> gradients, Parameters<T> surrogates)
    {
        var z = new Matrix<T>(values.Rows, Units);
        MatrixProduct.MultiplyByTranspose(values.EncoderInput, Parameters.EncoderWeights, Bias, z, Workers);
        double Number(T x) => double.CreateTruncating(x);
        double Score(int i, int l) => z[i, l] > T.Zero ? Number(z[i, l]) - Number(_thresholds.All[l]) : double.NegativeInfinity;
        var places = Enumerable.Range(0, values.Rows).SelectMany(i => Enumerable.Range(0, Units).Select(l => (Row: i, Unit: l, Score: Score(i, l)))).ToList();
        var level = places.Select(place => place.Score).OrderDescending().ElementAt(Math.Max(1, (int)Math.Round(Asked * values.Rows)) - 1);
        var width = Mean() + level;
        var (a, n) = (new double[Units], new double[Units]);
        foreach (var (i, l, _) in places.Where(place => Math.Abs(place.Score - level) < width / 2))
        {
            var slope = Enumerable.Range(0, Parameters.DecoderWeights.Columns).Sum(j => Number(Segment<T>.Of(gradients.LogitSegments.Span, l)[i, j]) * Number(Parameters.DecoderWeights[l, j]));
            a[l] -= (Number(_thresholds.All[l]) + level) / width * slope;
            n[l] -= 1 / (width * values.Rows);
        }
        var multiplier = n.Sum() == 0 ? 0 : -a.Sum() / n.Sum();
        for (var l = 0; l < Units; l++) surrogates[L0Options.Thresholds].All[l] = T.CreateTruncating(a[l] + multiplier * n[l]);
    }

    /// <summary>And candidates whose score is near the level.</summary>
    private sealed class WithNear : Gathered
    {
        public Candidates<T> Near { get; } = new();

        public SparseCodes<T> NearCodes { get; } = new();

        public SparseCodes<T> NearSlopes { get; } = new();
    }

    private double Mean()
    {
        var sum = 0.0;
        foreach (var threshold in _thresholds.All) sum += double.CreateTruncating(threshold);
        return sum / Units;
    }
}

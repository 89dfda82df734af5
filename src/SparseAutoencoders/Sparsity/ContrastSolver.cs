namespace SparseAutoencoders;

/// <summary>Finds for every hidden unit the gain a_l and the bias b_l with (1/m) Σ_i h_il = ρ and a contrast of C over all rows, h_il = g(a_l u_il + b_l), u_il = W_e[l]·x_i.</summary>
/// <remarks>For a given gain the mean grows with the bias, and with the bias that makes it ρ the contrast grows with the gain: each has one solution. The bias is solved first;
/// where the mean is near ρ, the contrast's error is read off as if it were ρ, and both go on by Newton's method, on logits, which are close to straight lines. A gain changes
/// about the mean product weighed by the slopes, where it leaves the mean of the codes as it is. Brackets catch steps that go astray. All units at once, one pass over
/// the rows a step.</remarks>
internal sealed class ContrastSolver<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostPasses = 100;

    // Pre-codes range no wider: steeper, they are 0 or 1 for all rows but a few, whatever the gain.
    private const double WidestRange = 1e4;

    // A bias so near the one that makes the mean ρ that the contrast there can be read off: codes are as good as straight lines so far.
    private const double NearEnough = 0.1;

    // The most that the logarithm of a gain changes by at once.
    private const double LongestStep = 1.5;

    // From here the next step lands within the square of this: at the precision of the numbers themselves.
    private static readonly double Near = typeof(T) == typeof(float) ? 1e-4 : 1e-8;

    private readonly double _rho, _contrast;
    private readonly Workers _workers;
    private readonly UnitProducts<T> _products;
    private readonly Matrix<T> _at;                              // gains, biases, pivots
    private readonly BlockSums _sums;
    private readonly ShardSums _totalSums;
    private readonly double[] _blockSums, _totals;
    private readonly Unit[] _units;

    /// <param name="rows">The rows the constraint is over.</param>
    /// <param name="hiddenUnits">Hidden units.</param>
    /// <param name="rho">ρ, in (0, 1).</param>
    /// <param name="contrast">C, in (0, 1).</param>
    /// <param name="workers">Threads.</param>
    public ContrastSolver(PreparedRows<T> rows, int hiddenUnits, double rho, double contrast, Workers workers)
    {
        (_rho, _contrast, _workers) = (rho, contrast, workers);
        _products = new UnitProducts<T>(rows, hiddenUnits, workers);
        _at = new Matrix<T>(3, hiddenUnits);
        _sums = new BlockSums(SumBlock.Kinds * hiddenUnits);
        _totalSums = new ShardSums(rows.Shards, SumBlock.Kinds * hiddenUnits);
        (_blockSums, _totals) = (new double[SumBlock.Kinds * hiddenUnits], new double[SumBlock.Kinds * hiddenUnits]);
        _units = new Unit[hiddenUnits];
    }

    /// <summary>The rows the constraint is over.</summary>
    public PreparedRows<T> Rows => _products.Rows;

    /// <summary>Passes over the rows the last <see cref="Solve"/> took.</summary>
    public int Passes { get; private set; }

    /// <summary>Stretches every row of W_e and sets every bias to the solution, starting from what they are. A unit whose pre-codes are not finite stays as it is.</summary>
    public void Solve(Parameters<T> parameters, CancellationToken cancellation)
    {
        Begin(parameters);
        for (Passes = 1; Passes <= MostPasses; Passes++)
        {
            Sum(parameters, first: Passes == 1, cancellation);
            var worst = 0.0;
            for (var l = 0; l < _units.Length; l++) worst = Math.Max(worst, Improve(l));
            if (worst <= Near) break;
        }
        for (var l = 0; l < _units.Length; l++)
        {
            var unit = _units[l];
            if (!double.IsFinite(unit.Gain) || !double.IsFinite(unit.Bias)) continue;
            var row = parameters.EncoderWeights.Row(l);
            Elementwise.Map<T, Scale<T>>(row, row, new Scale<T>(T.CreateTruncating(unit.Gain)));
            parameters.EncoderBiases[l] = T.CreateTruncating(unit.Bias);
        }
    }

    /// <summary>Whether a unit's gain is as large as any that is tried.</summary>
    public static bool IsWidest(ContrastStand unit) => unit.High - unit.Low >= 0.99 * WidestRange;

    /// <summary>How each unit stands, gains and biases as they are.</summary>
    public IReadOnlyList<ContrastStand> Measure(Parameters<T> parameters, CancellationToken cancellation)
    {
        Begin(parameters);
        Sum(parameters, first: true, cancellation);
        return
        [
            .. _units.Select((_, l) =>
            {
                var sums = SumsOf(l);
                return new ContrastStand(sums.Mean, sums.Contrast, double.CreateTruncating(_products.Low[l]), double.CreateTruncating(_products.High[l]));
            }),
        ];
    }

    private static double Logit(double share) => Math.Log(share / (1 - share));

    private void Begin(Parameters<T> parameters)
    {
        for (var l = 0; l < _units.Length; l++)
        {
            var bias = double.CreateTruncating(parameters.EncoderBiases[l]);
            _units[l] = new Unit { Gain = 1, Bias = bias, Pivot = -bias, LeastGain = 0, MostGain = double.PositiveInfinity, LeastBias = double.NaN, MostBias = double.NaN };
        }
    }

    /// <summary>One step for one unit; returns how far it was from what is asked before it, 0 where no step is left to be made.</summary>
    private double Improve(int l)
    {
        var sums = SumsOf(l);
        if (!double.IsFinite(sums.Mean)) return 0;
        ref var unit = ref _units[l];
        var (low, high, before) = (double.CreateTruncating(_products.Low[l]), double.CreateTruncating(_products.High[l]), unit);
        if (double.IsNaN(unit.LeastBias)) Bracket(ref unit, low, high);
        var most = high > low ? WidestRange / (high - low) : unit.Gain;
        var (off, offContrast) = (Math.Abs(sums.Mean - _rho) / _rho, Math.Abs(sums.Contrast - _contrast));
        if (high == low || (unit.Gain >= most && sums.Contrast < _contrast)) offContrast = 0;
        if (offContrast == 0 || !(Math.Abs(_rho - sums.Mean) <= NearEnough * sums.Slope)) Shift(ref unit, sums);
        else Stretch(ref unit, sums, low, high, most);
        return unit.Gain == before.Gain && unit.Bias == before.Bias ? 0 : Math.Max(off, offContrast);
    }

    /// <summary>Towards ρ by the bias alone.</summary>
    private void Shift(ref Unit unit, Sums sums)
    {
        if (sums.Mean > _rho) unit.MostBias = Math.Min(unit.MostBias, unit.Bias);
        else unit.LeastBias = Math.Max(unit.LeastBias, unit.Bias);
        var next = unit.Bias - (Logit(sums.Mean) - Logit(_rho)) * sums.Mean * (1 - sums.Mean) / sums.Slope;
        unit.Bias = next >= unit.LeastBias && next <= unit.MostBias ? next : 0.5 * (unit.LeastBias + unit.MostBias);      // NaN: neither
    }

    /// <summary>Towards both.</summary>
    private void Stretch(ref Unit unit, Sums sums, double low, double high, double most)
    {
        var (gain, variance) = (unit.Gain, _rho - _rho * _rho);
        // The contrast where a shift has made the mean ρ.
        var shift = (_rho - sums.Mean) / sums.Slope;
        var contrast = Math.Clamp((sums.Square + 2 * sums.CodeSlope * shift - _rho * _rho) / variance, 1e-9, 1 - 1e-9);
        // It is right but for terms of the shift's square.
        if (Math.Abs(contrast - _contrast) > shift * shift)
        {
            if (contrast < _contrast) unit.LeastGain = Math.Max(unit.LeastGain, gain);
            else unit.MostGain = Math.Min(unit.MostGain, gain);
        }
        var growth = 2 * sums.Stretch * gain / variance / (contrast * (1 - contrast));
        var next = gain * Math.Exp(Math.Clamp((Logit(_contrast) - Logit(contrast)) / growth, -LongestStep, LongestStep));
        if (!(next >= unit.LeastGain && next <= unit.MostGain))
            next = unit.LeastGain == 0 ? gain * Math.Exp(-LongestStep) : double.IsInfinity(unit.MostGain) ? gain * Math.Exp(LongestStep) : Math.Sqrt(unit.LeastGain * unit.MostGain);
        unit.Gain = Math.Min(next, most);
        unit.Bias += shift + (gain - unit.Gain) * sums.Centre;
        unit.Pivot = sums.Centre;
        Bracket(ref unit, low, high);
    }

    // A mean lies between its terms.
    private void Bracket(ref Unit unit, double low, double high) =>
        (unit.LeastBias, unit.MostBias) = (Logit(_rho) - unit.Gain * high, Logit(_rho) - unit.Gain * low);

    private Sums SumsOf(int l)
    {
        var (k, m) = (_units.Length, (double)Rows.Count);
        var (mean, square, slope, codeSlope) = (_totals[l] / m, _totals[k + l] / m, _totals[2 * k + l] / m, _totals[3 * k + l] / m);
        var (at, codeAt) = (_totals[4 * k + l] / m, _totals[5 * k + l] / m);
        var centre = at / slope;
        return new Sums(mean, square, slope, codeSlope, _units[l].Pivot + centre, codeAt - codeSlope * centre);
    }

    private void Sum(Parameters<T> parameters, bool first, CancellationToken cancellation)
    {
        for (var l = 0; l < _units.Length; l++)
        {
            _at[0, l] = T.CreateTruncating(_units[l].Gain);
            _at[1, l] = T.CreateTruncating(_units[l].Bias);
            _at[2, l] = T.CreateTruncating(_units[l].Pivot);
        }
        _totalSums.Clear();
        foreach (var (shard, products) in _products.Blocks(parameters, first, cancellation))
        {
            var tasks = RowBlocks.Count(products.Rows);
            _sums.Prepare(tasks);
            _workers.Run(tasks, new SumBlock(products, _at, _sums));
            _sums.Total(tasks, _blockSums);
            _totalSums.Add(shard, _blockSums);
        }
        _totalSums.Complete().CopyTo(_totals);
    }

    /// <summary>What is known of a unit's gain and bias.</summary>
    private record struct Unit
    {
        public double Gain, Bias, Pivot, LeastGain, MostGain, LeastBias, MostBias;
    }

    /// <summary>Means over rows: h, h², s = h(1 − h), hs; the mean product weighed by s; and hs times the product less that.</summary>
    private readonly record struct Sums(double Mean, double Square, double Slope, double CodeSlope, double Centre, double Stretch)
    {
        public double Contrast => CodeContrast.Of(Mean, Square);
    }

    /// <summary>Some rows' Σ h, h², s, hs, s(u − p) and hs(u − p), u the product, p the pivot. Each task has few rows, so they are added in the numbers' own precision.</summary>
    private readonly struct SumBlock(Matrix<T> products, Matrix<T> at, BlockSums sums) : IParallelBody
    {
        public const int Kinds = 6;

        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, products.Rows);
            Add(products.Block(first, rows), at, sums.SumsOf(task));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Add(ReadOnlySpan<T> block, Matrix<T> at, Span<double> line)
        {
            var (units, width) = (at.Columns, Vector512<T>.Count);
            ReadOnlySpan<T> gains = at.Row(0), biases = at.Row(1), pivots = at.Row(2);
            for (var l = 0; l < units; l += width)
            {
                var whole = l <= units - width;
                var (gain, bias, pivot) = whole
                    ? (Elementwise.Load(gains, l), Elementwise.Load(biases, l), Elementwise.Load(pivots, l))
                    : (Elementwise.LoadPart(gains, l), Elementwise.LoadPart(biases, l), Elementwise.LoadPart(pivots, l));
                var (codes, squares, slopes, codeSlopes, at1, codeAt) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
                for (var i = l; i < block.Length; i += units)
                {
                    var product = whole ? Elementwise.Load(block, i) : Elementwise.LoadPart(block[..(i + units - l)], i);
                    var code = VectorMath.Sigmoid(VectorMath.FusedMultiplyAdd(gain, product, bias));
                    var slope = SigmoidFunction<T>.Slope(code);
                    var codeSlope = code * slope;
                    var place = product - pivot;
                    codes += code;
                    squares = VectorMath.FusedMultiplyAdd(code, code, squares);
                    slopes += slope;
                    codeSlopes += codeSlope;
                    at1 = VectorMath.FusedMultiplyAdd(slope, place, at1);
                    codeAt = VectorMath.FusedMultiplyAdd(codeSlope, place, codeAt);
                }
                var count = Math.Min(width, units - l);
                for (var c = 0; c < count; c++)
                {
                    line[l + c] = double.CreateTruncating(codes[c]);
                    line[units + l + c] = double.CreateTruncating(squares[c]);
                    line[2 * units + l + c] = double.CreateTruncating(slopes[c]);
                    line[3 * units + l + c] = double.CreateTruncating(codeSlopes[c]);
                    line[4 * units + l + c] = double.CreateTruncating(at1[c]);
                    line[5 * units + l + c] = double.CreateTruncating(codeAt[c]);
                }
            }
        }
    }
}

/// <summary>Contrast of a unit: how much of the variance that a mean allows its codes have.</summary>
internal static class CodeContrast
{
    /// <summary>(E[h²] − ρ̂²) / (ρ̂ − ρ̂²): 0 where it says the same to every row, 1 where it is only ever 0 or 1.</summary>
    public static double Of(double mean, double square) => (square - mean * mean) / (mean * (1 - mean));
}

/// <summary>How a unit stands over all rows.</summary>
/// <param name="MeanActivation">ρ̂.</param>
/// <param name="Contrast">Its contrast.</param>
/// <param name="Low">Smallest pre-code, its bias left out.</param>
/// <param name="High">Largest pre-code, its bias left out.</param>
internal readonly record struct ContrastStand(double MeanActivation, double Contrast, double Low, double High);

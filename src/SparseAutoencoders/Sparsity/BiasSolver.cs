namespace SparseAutoencoders;

/// <summary>Finds for every hidden unit the one bias b_l with (1/m) Σ_i g(z_il + b_l) = ρ, z_il = W_e[l]·x_i, over all rows.</summary>
/// <remarks>Newton's method on logit(ρ̂_l) − logit(ρ), all units at once, one pass over the rows a step: close to a straight line in b_l where
/// ρ̂_l itself is flat. A mean lies between its terms, so the solution lies between logit(ρ) − max z and logit(ρ) − min z; a step that leaves this
/// bracket, which every pass narrows, is replaced by its middle.</remarks>
internal sealed class BiasSolver<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostPasses = 100;

    // From here the next step lands within the square of this: at the precision of the numbers themselves.
    private static readonly double Near = typeof(T) == typeof(float) ? 1e-4 : 1e-8;

    private readonly double _rho;
    private readonly Workers _workers;
    private readonly Matrix<T> _codes, _at;
    private readonly UnitProducts<T> _products;
    private readonly BlockSums _sums;
    private readonly ShardSums _totalSums;
    private readonly double[] _blockSums, _totals;           // Σ h of every unit, then Σ h(1 − h)
    private readonly double[] _biases, _bottoms, _tops;

    /// <param name="rows">The rows the constraint is over.</param>
    /// <param name="hiddenUnits">Hidden units.</param>
    /// <param name="rho">ρ, in (0, 1).</param>
    /// <param name="workers">Threads.</param>
    public BiasSolver(PreparedRows<T> rows, int hiddenUnits, double rho, Workers workers)
    {
        (_rho, _workers) = (rho, workers);
        _products = new UnitProducts<T>(rows, hiddenUnits, workers);
        _codes = new Matrix<T>(_products.Height, hiddenUnits);
        _at = new Matrix<T>(1, hiddenUnits);
        _sums = new BlockSums(2 * hiddenUnits);
        _totalSums = new ShardSums(rows.Shards, 2 * hiddenUnits);
        (_blockSums, _totals) = (new double[2 * hiddenUnits], new double[2 * hiddenUnits]);
        (_biases, _bottoms, _tops) = (new double[hiddenUnits], new double[hiddenUnits], new double[hiddenUnits]);
    }

    /// <summary>The rows the constraint is over.</summary>
    public PreparedRows<T> Rows => _products.Rows;

    /// <summary>Passes over the rows the last <see cref="Solve"/> took.</summary>
    public int Passes { get; private set; }

    /// <summary>Sets every encoder bias to the solution, starting from what it is. A unit whose pre-codes are not finite keeps its bias.</summary>
    public void Solve(Parameters<T> parameters, CancellationToken cancellation)
    {
        var biases = parameters.EncoderBiases;
        for (var l = 0; l < biases.Length; l++) _biases[l] = double.CreateTruncating(biases[l]);
        for (Passes = 1; Passes <= MostPasses; Passes++)
        {
            Sum(parameters, first: Passes == 1, cancellation);
            if (Passes == 1) Bracket();
            var (worst, moved) = (0.0, false);
            for (var l = 0; l < biases.Length; l++)
            {
                worst = Math.Max(worst, Improve(l));
                var bias = T.CreateTruncating(_biases[l]);
                moved |= bias != biases[l];
                biases[l] = bias;
            }
            if (worst <= Near || !moved) break;
        }
    }

    /// <summary>How each unit stands, biases as they are.</summary>
    public IReadOnlyList<UnitStand> Measure(Parameters<T> parameters, CancellationToken cancellation)
    {
        for (var l = 0; l < _biases.Length; l++) _biases[l] = double.CreateTruncating(parameters.EncoderBiases[l]);
        Sum(parameters, first: true, cancellation);
        return [.. _biases.Select((_, l) => new UnitStand(_totals[l] / Rows.Count, double.CreateTruncating(_products.Low[l]), double.CreateTruncating(_products.High[l])))];
    }

    private static double Logit(double share) => Math.Log(share / (1 - share));

    private void Bracket()
    {
        for (var l = 0; l < _biases.Length; l++)
            (_bottoms[l], _tops[l]) = (Logit(_rho) - double.CreateTruncating(_products.High[l]), Logit(_rho) - double.CreateTruncating(_products.Low[l]));
    }

    /// <summary>One step for one unit; returns how far its mean was from ρ before it, relative to ρ.</summary>
    private double Improve(int l)
    {
        var (mean, slope) = (_totals[l] / Rows.Count, _totals[_biases.Length + l] / Rows.Count);
        if (!double.IsFinite(mean)) return 0;
        var bias = _biases[l];
        if (mean > _rho) _tops[l] = Math.Min(_tops[l], bias);
        else if (mean < _rho) _bottoms[l] = Math.Max(_bottoms[l], bias);
        else return 0;

        // The bracket's ends are allowed: a step of zero, where the mean is as near as rounding lets it come, must stay where it is.
        var next = bias - (Logit(mean) - Logit(_rho)) * mean * (1 - mean) / slope;
        _biases[l] = next >= _bottoms[l] && next <= _tops[l] ? next : _bottoms[l] + 0.5 * (_tops[l] - _bottoms[l]);      // NaN: neither
        return Math.Abs(mean - _rho) / _rho;
    }

    /// <summary>Σ h and Σ h(1 − h) of every unit over all rows.</summary>
    private void Sum(Parameters<T> parameters, bool first, CancellationToken cancellation)
    {
        for (var l = 0; l < _biases.Length; l++) _at.All[l] = T.CreateTruncating(_biases[l]);
        _totalSums.Clear();
        foreach (var (shard, products) in _products.Blocks(parameters, first, cancellation)) Add(shard, products);
        _totalSums.Complete().CopyTo(_totals);
    }

    /// <summary>A block's share of the sums.</summary>
    private void Add(int shard, Matrix<T> products)
    {
        _codes.Resize(products.Rows);
        var tasks = RowBlocks.Count(products.Rows);
        _sums.Prepare(tasks);
        _workers.Run(tasks, new SumBlock(products, _at, _codes, _sums));
        _sums.Total(tasks, _blockSums);
        _totalSums.Add(shard, _blockSums);
    }

    private readonly struct SumBlock(Matrix<T> products, Matrix<T> biases, Matrix<T> codes, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, products.Rows);
            var line = sums.SumsOf(task);
            var block = codes.Block(first, rows);
            for (var r = first; r < first + rows; r++) Elementwise.Map<T, BiasedSigmoid>(products.Row(r), biases.All, codes.Row(r), default);
            Reductions.AddRows<T>(block, line[..codes.Columns]);
            Elementwise.Map<T, SigmoidSlope<T>>(block, block, default);
            Reductions.AddRows<T>(block, line[codes.Columns..]);
        }
    }

    private readonly struct BiasedSigmoid : IMap2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => VectorMath.Sigmoid(x + y);
    }
}

/// <summary>How a unit stands over all rows.</summary>
/// <param name="MeanActivation">ρ̂.</param>
/// <param name="Low">Smallest pre-code, its bias left out.</param>
/// <param name="High">Largest pre-code, its bias left out.</param>
internal readonly record struct UnitStand(double MeanActivation, double Low, double High);

namespace SparseAutoencoders;

/// <summary>AuxK: units that have been active on no row for a while (a quarter of an epoch, and ten batches, at least) rebuild what the others leave over, so that they find something to do.</summary>
/// <remarks>e = y − x̂, held fixed; of each row the min(d/2, silent units) largest relu(z) of silent units give ê = Σ relu(z) W_d, without bias. Loss: weight · min(silent/(d/2), 1) · Σ‖ê − e‖² / Σ‖e − ē‖²,
/// and its gradient reaches encoder and decoder. Source: Gao et al., "Scaling and evaluating sparse autoencoders" (2024), appendix A.2.</remarks>
/// <param name="options">The mechanism's.</param>
/// <param name="parameters">The parameters.</param>
/// <param name="of">What is kept of a pass.</param>
/// <param name="workers">Threads.</param>
internal sealed class SilentUnits<T>(L0Options options, Parameters<T> parameters, Func<Pass<T>, SilentState<T>> of, Workers workers) : IAuxiliaryLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestBatches = 10;
    private const double ShareOfEpoch = 0.25, MostRows = 1e7;

    private readonly double[] _since = new double[parameters.HiddenUnits];          // rows since a unit was active last
    private readonly Matrix<T> _offsets = new(1, parameters.HiddenUnits), _none = new(1, parameters.DecoderWeights.Columns);
    private readonly Encoder<T> _encoder = new(parameters, workers);
    private readonly BlockSums _sums = new(parameters.DecoderWeights.Columns + 2);
    private readonly double[] _passSums = new double[parameters.DecoderWeights.Columns + 2], _slopes = new double[parameters.HiddenUnits];
    private readonly ShardSums _totals = new(workers.Shards, parameters.DecoderWeights.Columns + 2), _slopeSums = new(workers.Shards, parameters.HiddenUnits);
    private double _rows;
    private int _silent;

    /// <inheritdoc/>
    public SparseCodes<T>? Codes(Pass<T> values) => _silent > 0 ? of(values).SilentCodes : null;

    public void Begin(int rows) => _rows = rows;

    /// <summary>Finds out which units are silent; false where there are none.</summary>
    /// <param name="rows">Of a batch.</param>
    public bool BeginBatch(int rows)
    {
        var after = Math.Min(MostRows, Math.Max(ShareOfEpoch * _rows, (double)FewestBatches * rows));
        _silent = 0;
        for (var l = 0; l < _since.Length; l++)
        {
            var isSilent = _since[l] >= after;
            _offsets.All[l] = isSilent ? T.Zero : T.PositiveInfinity;
            if (isSilent) _silent++;
        }
        return _silent > 0;
    }

    /// <summary>Begins to choose among them in a pass.</summary>
    public void Begin(Pass<T> values, Candidates<T> found) => found.Begin(values.Rows, _offsets, T.Zero, Math.Min(Most, _silent));

    private int Most => Math.Max(1, parameters.Inputs / 2);

    /// <summary>Counts the rows of a batch.</summary>
    /// <param name="active">Rows on which each unit was active.</param>
    /// <param name="rows">All rows.</param>
    public void Count(ReadOnlySpan<double> active, int rows)
    {
        for (var l = 0; l < _since.Length; l++) _since[l] = active[l] > 0 ? 0 : _since[l] + rows;
    }

    /// <summary>A unit begins anew.</summary>
    public void Forget(int unit) => _since[unit] = 0;

    public void KeepIn(SavedState state) => state.Keep<double>("l0.rows_since_active", _since);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<Pass<T>> values, ReadOnlySpan<Pass<T>> gradients)
    {
        _slopeSums.Clear();
        foreach (var pass in values) of(pass).SilentCodes.Begin(0, parameters.HiddenUnits);
        if (_silent == 0 || !values[0].IsTraining) return 0;
        _totals.Clear();
        for (var i = 0; i < values.Length; i++) Rebuild(values[i], gradients[i]);
        var total = _totals.Complete();
        var variance = total[1] - Reductions.SquaredNorm<double>(total[2..]) / values[0].MeanOver;
        var factor = variance > 0 ? options.Aux * Math.Min(1, (double)_silent / Most) / variance : 0;
        foreach (var pass in values)
        {
            var estimate = of(pass).SilentEstimate!;
            Elementwise.Map<T, Scale<T>>(estimate.All, estimate.All, new Scale<T>(T.CreateTruncating(2 * factor)));
        }
        return factor * total[0];
    }

    // Leaves ê − e, and its share of Σ‖ê − e‖², Σ‖e‖², Σ e.
    private void Rebuild(Pass<T> values, Pass<T> gradients)
    {
        var own = of(values);
        own.SilentFound.Complete(workers);
        own.SilentCodes.Take(own.SilentFound, parameters.HiddenUnits, workers);
        if (own.SilentEstimate is null || own.SilentEstimate.Capacity < values.Rows) own.SilentEstimate = new(values.Capacity, _none.Columns);
        own.SilentEstimate.Resize(values.Rows);
        own.SilentCodes.Multiply(parameters.DecoderWeights, _none, new[] { new Segment<T>(parameters.HiddenUnits, own.SilentEstimate) }, workers);
        // G = 2(x̂ − y)/m, of which the segment of the last units has a share where there are prefixes.
        var segments = gradients.LogitSegments.Span;
        var perSlope = -0.5 * values.MeanOver * segments.Length;
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, _none.Columns, new LeftOver(segments[^1].Matrix, T.CreateTruncating(perSlope), own.SilentEstimate, _sums));
        _sums.Total(blocks, _passSums);
        _totals.Add(values.Shard, _passSums);
    }

    /// <summary>What the weights of silent units learn from a pass now; null where none are there. Its share of the gradient of the biases is counted.</summary>
    public UnitTerms<T>? TakeTerms(Pass<T> values)
    {
        var own = of(values);
        if (_silent == 0 || own.SilentCodes.Count == 0) return null;
        Segment<T>[] slopes = [new(parameters.HiddenUnits, own.SilentEstimate!)];
        own.SilentSlopes.TakePlaces(own.SilentCodes);
        own.SilentSlopes.MultiplyByTranspose(slopes, parameters.DecoderWeights, workers);
        own.SilentSlopes.SumUnits(_slopes);
        _slopeSums.Add(values.Shard, _slopes);
        return new(own.SilentCodes, own.SilentSlopes, slopes);
    }

    /// <inheritdoc/>
    public void AddGradient(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        if (!values.IsTraining || TakeTerms(values) is not { } terms) return;
        terms.Codes.TransposeMultiply(terms.OutputSlopes, weightGradients.DecoderWeights, workers, accumulate: true);
        terms.Slopes.TransposeMultiply(new[] { new Segment<T>(parameters.HiddenUnits, values.EncoderInput) }, weightGradients.EncoderWeights, workers, accumulate: true);
    }

    /// <summary>Adds the gradient of the biases, all passes counted.</summary>
    /// <returns>Σ over the rows of all machines of the slopes of each unit's pre-codes; empty where nothing is learned.</returns>
    public ReadOnlySpan<double> CompleteBiases(Parameters<T> weightGradients)
    {
        if (_silent == 0) return [];
        var sums = _slopeSums.Complete();
        if (!sums.ContainsAnyExcept(0.0)) return [];
        Parameters<T>.PutBiases(sums, weightGradients[options.Biases].All, add: true);
        return sums;
    }

    /// <inheritdoc/>
    public void CompleteGradient(Parameters<T> weightGradients)
    {
        var sums = CompleteBiases(weightGradients);
        if (options.TakesDecoderBiasOff && parameters.Table.Targets == 0 && sums.Length > 0) _encoder.TakeOffBack(sums, weightGradients);
    }

    // e from the slopes; leaves ê − e in the estimate's place. Sums: Σ‖ê − e‖², Σ‖e‖², Σ e.
    private readonly struct LeftOver(Matrix<T> slopes, T perSlope, Matrix<T> estimate, BlockSums sums) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, estimate.Rows);
            var line = sums.SumsOf(task);
            for (var r = first; r < first + rows; r++)
            {
                var slope = slopes.Row(r);
                var row = estimate.Row(r);
                for (var j = 0; j < row.Length; j++)
                {
                    var error = slope[j] * perSlope;
                    row[j] -= error;
                    var (wide, left) = (double.CreateTruncating(error), double.CreateTruncating(row[j]));
                    line[0] += left * left;
                    line[1] += wide * wide;
                    line[2 + j] += wide;
                }
            }
        }
    }
}

/// <summary>What is kept of a pass for its silent units.</summary>
internal class SilentState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{

    /// <summary>Candidates among silent units.</summary>
    public Candidates<T> SilentFound { get; } = new();

    /// <summary>relu(z) of those that are chosen.</summary>
    public SparseCodes<T> SilentCodes { get; } = new();

    /// <summary>Gradients of these.</summary>
    public SparseCodes<T> SilentSlopes { get; } = new();

    /// <summary>ê; then ê − e, and then the gradient of ê.</summary>
    public Matrix<T>? SilentEstimate { get; set; }
}

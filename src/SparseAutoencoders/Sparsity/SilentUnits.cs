namespace SparseAutoencoders;

/// <summary>AuxK: units that have been active on no row for a while (a quarter of an epoch, and ten batches, at least) rebuild what the others leave over, so that they find something to do.</summary>
/// <remarks>e = y − x̂, held fixed; of each row the min(d/2, silent units) largest relu(z) of silent units give ê = Σ relu(z) W_d, without bias. Loss: weight · min(silent/(d/2), 1) · Σ‖ê − e‖² / Σ‖e − ē‖²,
/// and its gradient reaches encoder and decoder. Source: Gao et al., "Scaling and evaluating sparse autoencoders" (2024), appendix A.2.</remarks>
internal sealed class SilentUnits<T>(L0Options options, Parameters<T> parameters, Workers workers) : IAuxiliaryLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestBatches = 10;
    private const double ShareOfEpoch = 0.25, MostRows = 1e7;

    private readonly double[] _since = new double[parameters.HiddenUnits];          // rows since a unit was active last
    private readonly Matrix<T> _offsets = new(1, parameters.HiddenUnits), _none = new(1, parameters.DecoderWeights.Columns);
    private readonly SparseCodes<T> _codes = new(), _slopes = new();
    private readonly Encoder<T> _encoder = new(parameters, workers);
    private readonly BlockSums _sums = new(parameters.DecoderWeights.Columns + 2);
    private readonly double[] _total = new double[parameters.DecoderWeights.Columns + 2], _unitSums = new double[parameters.HiddenUnits];
    private Matrix<T>? _estimate;
    private double _rows;
    private int _silent;

    /// <summary>Candidates among silent units.</summary>
    public Candidates<T> Found { get; } = new();

    /// <inheritdoc/>
    public SparseCodes<T>? Codes => _silent > 0 ? _codes : null;

    public void Begin(int rows) => _rows = rows;

    /// <summary>Begins to choose among silent units; false where there are none.</summary>
    public bool BeginChoice(Pass<T> values)
    {
        var after = Math.Min(MostRows, Math.Max(ShareOfEpoch * _rows, (double)FewestBatches * values.MeanOver));
        _silent = 0;
        for (var l = 0; l < _since.Length; l++)
        {
            var isSilent = _since[l] >= after;
            _offsets.All[l] = isSilent ? T.Zero : T.PositiveInfinity;
            if (isSilent) _silent++;
        }
        if (_silent > 0) Found.Begin(values.Rows, _offsets, T.Zero, Math.Min(Most, _silent));
        return _silent > 0;
    }

    private int Most => Math.Max(1, parameters.Inputs / 2);

    /// <summary>Counts the rows of a batch.</summary>
    public void Count(Pass<T> values)
    {
        for (var l = 0; l < _since.Length; l++) _since[l] = values.UnitSums[_since.Length + l] > 0 ? 0 : _since[l] + values.Rows;
    }

    /// <summary>A unit begins anew.</summary>
    public void Forget(int unit) => _since[unit] = 0;

    public void KeepIn(SavedState state) => state.Keep<double>("l0.rows_since_active", _since);

    /// <inheritdoc/>
    public double Evaluate(Pass<T> values, Pass<T> gradients)
    {
        _codes.Begin(0, parameters.HiddenUnits);
        if (_silent == 0 || !values.IsTraining) return 0;
        Found.Complete(workers);
        _codes.Take(Found, parameters.HiddenUnits, workers);
        if (_estimate is null || _estimate.Capacity < values.Rows) _estimate = new(values.Capacity, _none.Columns);
        _estimate.Resize(values.Rows);
        _codes.Multiply(parameters.DecoderWeights, _none, new[] { new Segment<T>(parameters.HiddenUnits, _estimate) }, workers);
        // G = 2(x̂ − y)/m, of which the segment of the last units has a share where there are prefixes.
        var segments = gradients.LogitSegments.Span;
        var perSlope = -0.5 * values.MeanOver * segments.Length;
        var blocks = RowBlocks.Count(values.Rows);
        _sums.Prepare(blocks);
        RowBlocks.Run(workers, values.Rows, _none.Columns, new LeftOver(segments[^1].Matrix, T.CreateTruncating(perSlope), _estimate, _sums));
        _sums.Total(blocks, _total);
        var variance = _total[1] - Reductions.SquaredNorm<double>(_total.AsSpan(2)) / values.Rows;
        var factor = variance > 0 ? options.Aux * Math.Min(1, (double)_silent / Most) / variance : 0;
        Elementwise.Map<T, Scale<T>>(_estimate.All, _estimate.All, new Scale<T>(T.CreateTruncating(2 * factor)));
        return factor * _total[0];
    }

    /// <summary>What the weights of silent units learn from now; null where none are there.</summary>
    public UnitTerms<T>? Terms
    {
        get
        {
            if (_silent == 0 || _codes.Count == 0) return null;
            Segment<T>[] slopes = [new(parameters.HiddenUnits, _estimate!)];
            _slopes.TakePlaces(_codes);
            _slopes.MultiplyByTranspose(slopes, parameters.DecoderWeights, workers);
            return new(_codes, _slopes, slopes);
        }
    }

    /// <inheritdoc/>
    public void AddGradient(Pass<T> values, Pass<T> gradients, Parameters<T> weightGradients)
    {
        if (!values.IsTraining || Terms is not var (codes, slopes, outputs)) return;
        codes.TransposeMultiply(outputs, weightGradients.DecoderWeights, workers, accumulate: true);
        slopes.TransposeMultiply(new[] { new Segment<T>(parameters.HiddenUnits, values.EncoderInput) }, weightGradients.EncoderWeights, workers, accumulate: true);
        slopes.SumUnits(_unitSums);
        Parameters<T>.PutBiases(_unitSums, weightGradients[options.Biases].All, add: true);
        if (values.TakesOff) _encoder.TakeOffBack(_unitSums, weightGradients);
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

namespace SparseAutoencoders;

/// <summary>One step a mini-batch, every row once an epoch, in an order drawn anew for each.</summary>
/// <remarks>Where the numbers run away, the run goes back to the start of the epoch, with a smaller rate from there on. All that a step hands on to
/// the next is named in <see cref="KeepIn"/>: a run gone on with does the very steps it would have done.</remarks>
internal sealed class MiniBatchTraining<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An epoch's mean objective this many times larger than before the first step has exploded: even a wild start of a strong penalty
    /// stays below.</summary>
    private const double Exploded = 10;

    private const double SmallerRate = 0.25;
    private const int MostRetreats = 6;

    // Of the state at the start of an epoch, from which on memory is not for it: parameters, and two numbers that an optimizer remembers of each.
    private const long MostInMemory = 64 << 20;
    private const int Copies = 3;

    private readonly TrainingSetup<T> _setup;
    private readonly MiniBatchOptions _options;
    private readonly IStep<T> _step;
    private readonly BatchRows<T> _rows;
    private readonly ProgressReporter _reporter;
    private readonly EpochMeans _means;
    private readonly SavedState _now = new();
    private int _epoch, _batch, _retreats;
    private double _rateFactor = 1;
    private SavedState _good = new();                            // at the start of the epoch
    private Spool? _spool;

    private MiniBatchTraining(TrainingSetup<T> setup, MiniBatchOptions options, BatchRows<T> rows)
    {
        (_setup, _options, _rows) = (setup, options, rows);
        var parameters = setup.Network.Parameters;
        _step = new MiniBatchStep<T>(setup.Network, options.Create<T>(parameters.Numbers.Columns, setup.Workers), _rows.Count(0), setup.Workers);
        _reporter = new ProgressReporter(options.Epochs, setup.Network.Options.Sparsity, setup.Progress, setup.Journal);
        _means = new EpochMeans(setup.Network.UnitSumCount, setup.Network.Options.Sparsity.CodesAreSparse);
    }

    private long Steps => (long)_epoch * _rows.Batches + _batch;

    /// <summary>All epochs.</summary>
    /// <exception cref="TrainingException">The numbers ran away again and again.</exception>
    public static LoopResult Run(TrainingSetup<T> setup, MiniBatchOptions options)
    {
        using var rows = new BatchRows<T>(setup.Rows, Math.Min(options.Batch, setup.Rows.Count), options.Epochs, setup.Seed);
        using var training = new MiniBatchTraining<T>(setup, options, rows);
        return training.Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _spool?.Dispose();

    private LoopResult Run()
    {
        if (_setup.Journal?.Latest is { } latest)
        {
            latest.Now.Restore(KeepAll);
            if (_reporter.History.Count != _epoch) throw latest.Now.Unfit("run.history");
            if (_batch > 0) _good = latest.Good ?? throw latest.Now.Unfit("good.run.epoch");
        }
        _reporter.Begin();
        _setup.Network.Begin(_setup.Rows.Count);
        while (_epoch < _options.Epochs) RunEpoch();
        return new LoopResult(_reporter.History, 0, _reporter.Seconds, _reporter.RowsPerSecond, null, _retreats);
    }

    /// <summary>An epoch, or the rest of it: to its end, or to where the numbers run away.</summary>
    private void RunEpoch()
    {
        if (_batch == 0)
        {
            Mark();
            _setup.Network.SolveConstraint(_setup.Rows, _setup.WithinStep);
            _step.CopyFrom(_setup.Network.Parameters);
            _means.Clear();
        }
        while (_batch < _rows.Batches)
        {
            if (Step() is not { } rate) return;
            var complete = ++_batch == _rows.Batches;
            if (complete || _reporter.IsDue)
            {
                if (complete) _step.CopyTo(_setup.Network.Parameters);
                if (complete && RanAway() is { } finding)
                {
                    Retreat(finding);
                    return;
                }
                if (complete && _setup.Units.Look(_epoch + 1, _step.Forget, found => _reporter.Say($"training, after epoch {_epoch + 1}: {found}"))) _step.CopyFrom(_setup.Network.Parameters);
                _reporter.Tell(complete ? _epoch + 1 : _epoch, complete ? 0 : (double)_batch / _rows.Batches, _means.Terms, _means.UnitSums[.._setup.Network.Parameters.HiddenUnits], _means.Rows, _setup.Network.Judge(_means.UnitSums, _means.Rows), rate, _setup.Units.DeadUnits);
            }
            if (complete) (_epoch, _batch) = (_epoch + 1, 0);
            _setup.EndStep(complete, last: _epoch == _options.Epochs, Save);
            if (complete) return;
        }
    }

    /// <summary>One step; its rate, or null where it was taken back.</summary>
    private double? Step()
    {
        var rows = _rows.Count(_batch);
        for (var shard = 0; shard < _setup.Network.Shards.Own; shard++) _rows.Fill(_epoch, _batch, shard, _step.Begin(shard, _rows.Count(_batch, shard), rows));
        var rate = _rateFactor * _options.RateAt(Steps + 1, (long)_rows.Batches * _options.Epochs);
        var terms = _step.Run(rate);
        _reporter.Count(rows);
        if (!double.IsFinite(terms.Total))
        {
            Retreat($"the objective became {terms.Total.ToString(CultureInfo.InvariantCulture)}");
            return null;
        }
        _means.Add(terms, _step.UnitSums, rows);
        return rate;
    }

    /// <summary>What is wrong at the end of an epoch, or null.</summary>
    private string? RanAway()
    {
        if (_setup.Start.IsExceeded(_means.Terms.Total, Exploded, _setup.Workers, _setup.WithinStep, out var before))
            return string.Create(CultureInfo.InvariantCulture, $"the objective exploded to {_means.Terms.Total:G4}, from {before:G4} before the first step");
        // What the last step did is seen by no objective yet.
        foreach (var number in _setup.Network.Parameters.All)
            if (!T.IsFinite(number)) return $"a weight became {number.ToString(null, CultureInfo.InvariantCulture)}";
        return null;
    }

    private void Retreat(string finding)
    {
        var (retreats, factor) = (_retreats + 1, _rateFactor * SmallerRate);
        var (place, rate) = ($"training, epoch {_epoch + 1}: {finding}", _options.LearningRate * _rateFactor);
        if (_retreats == MostRetreats)
        {
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"{place}, also at the rate {rate:G3}, after {MostRetreats} times back. Give a smaller `LearningRate` than {_options.LearningRate:G3}, or scale the rows (`StandardScaling`)."));
        }
        _good.Restore(KeepIn);
        (_retreats, _rateFactor) = (retreats, factor);
        _reporter.Say(string.Create(CultureInfo.InvariantCulture,
            $"{place}; back to the start of the epoch, rate {rate:G3} → {rate * SmallerRate:G3} ({retreats} of at most {MostRetreats} times)"));
    }

    /// <summary>What can be gone back to is as it is now: in memory where it is small, else in a temporary file.</summary>
    private void Mark()
    {
        var size = (long)_setup.Network.Parameters.All.Length * Unsafe.SizeOf<T>() * Copies;
        if (size > MostInMemory)
        {
            _spool?.Dispose();
            _good = new SavedState(store: _spool = new Spool("what the run can go back to"));
        }
        _good.Take(KeepIn);
    }

    private RunState Save()
    {
        _now.Take(KeepAll);
        return new RunState(_now, _batch > 0 ? _good.Loaded() : null);
    }

    private void KeepAll(SavedState state)
    {
        KeepIn(state);
        _reporter.KeepIn(state);
    }

    private void KeepIn(SavedState state)
    {
        _step.KeepIn(state);
        _means.KeepIn(state);
        _setup.Units.KeepIn(state);
        state.Keep("run.epoch", ref _epoch, 0, _options.Epochs);
        state.Keep("run.batch", ref _batch, 0, _rows.Batches - 1);
        state.Keep("run.retreats", ref _retreats, 0, MostRetreats);
        state.Keep("run.rate_factor", ref _rateFactor);
    }
}

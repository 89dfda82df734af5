namespace SparseAutoencoders;

/// <summary>An optimizer over all rows at once; ρ̂ is always the mean over all rows.</summary>
internal sealed class FullBatchTraining<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingSetup<T> _setup;
    private readonly FullBatchOptions _options;
    private readonly FullBatch<T> _batch;
    private readonly IMinimizer _optimizer;
    private readonly ProgressReporter _reporter;
    private readonly SavedState _now = new();
    private LossTerms _terms;
    private int _iteration, _evaluations;
    private double _value;
    private bool _stuck;

    public FullBatchTraining(TrainingSetup<T> setup, FullBatchOptions options)
    {
        (_setup, _options) = (setup, options);
        var parameters = setup.Network.Parameters;
        var gradient = parameters.Empty();
        _batch = new FullBatch<T>(setup.Network, setup.Rows, gradient, setup.WithinStep);
        _optimizer = options.Create(parameters.Numbers, gradient.Numbers, Evaluate);
        _reporter = new ProgressReporter(options.Iterations, setup.Network.Options.Sparsity, setup.Progress, setup.Journal);
    }

    /// <exception cref="TrainingException">The objective is NaN or infinite at the start.</exception>
    public LoopResult Run()
    {
        if (_setup.Journal?.Latest is { } latest)
        {
            latest.Now.Restore(KeepIn);
            if (_reporter.History.Count != _iteration) throw latest.Now.Unfit("run.history");
        }
        _reporter.Begin();
        if (_evaluations == 0)
        {
            _value = Evaluate();
            if (!double.IsFinite(_value)) throw new TrainingException($"training: the objective is {_value} before the first step. Scale the rows (`MinMaxScaling`).");
        }
        while (_iteration < _options.Iterations && !_stuck)
        {
            if (_optimizer.Step(ref _value)) EndIteration();
            else _stuck = true;
            _setup.EndStep(boundary: true, last: _stuck || _iteration == _options.Iterations, Save);
        }
        return new LoopResult(_reporter.History, _evaluations, _reporter.Seconds, _reporter.RowsPerSecond,
            _stuck ? $"after {_iteration} of {_options.Iterations} iterations no step lowers the objective any more at this precision" : null, Retreats: 0);
    }

    private void EndIteration()
    {
        _iteration++;
        var (terms, step) = (_terms, _optimizer.LastStep);
        var changed = _setup.Units.Look(_iteration, _ => { }, found => _reporter.Say($"training, after iteration {_iteration}: {found}"));
        _reporter.Tell(_iteration, 0, terms, _setup.Network.UnitSums[.._setup.Network.Parameters.HiddenUnits], _setup.Rows.Count, _setup.Network.Judge(_setup.Network.UnitSums, _setup.Rows.Count), step, _setup.Units.DeadUnits);
        if (!changed) return;
        // Units have begun anew: another point, from which the past says nothing.
        _optimizer.Forget();
        _value = Evaluate();
    }

    private double Evaluate()
    {
        _terms = _batch.Evaluate();
        _evaluations++;
        _reporter.Count(_setup.Rows.Count);
        return _terms.Total;
    }

    private RunState Save()
    {
        _now.Take(KeepIn);
        return new RunState(_now, Good: null);
    }

    private void KeepIn(SavedState state)
    {
        _setup.Network.KeepIn(state);
        _optimizer.KeepIn(state);
        _reporter.KeepIn(state);
        _setup.Units.KeepIn(state);
        state.Keep("run.iteration", ref _iteration, 0, _options.Iterations);
        state.Keep("run.evaluations", ref _evaluations, 0, int.MaxValue);
        state.Keep("run.value", ref _value);
        state.Keep("run.stuck", ref _stuck);
    }
}

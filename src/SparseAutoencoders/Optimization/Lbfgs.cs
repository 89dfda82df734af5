namespace SparseAutoencoders;

/// <summary>Limited-memory BFGS: minimises a function of many parameters from its values and gradients.</summary>
/// <remarks>Two-loop recursion with the scale of the newest pair. Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithms
/// 7.4 and 7.5. Products over parameters are summed in double.</remarks>
/// <param name="point">The parameters, (1, count); moved by every step.</param>
/// <param name="gradient">The gradient there.</param>
/// <param name="history">Pairs remembered.</param>
/// <param name="evaluate">Works out the value at the point and leaves the gradient in its place.</param>
internal sealed class Lbfgs<T>(Matrix<T> point, Matrix<T> gradient, int history, Func<double> evaluate) : IMinimizer
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _steps = new(history, point.Columns);
    private readonly Matrix<T> _changes = new(history, point.Columns);
    private readonly double[] _products = new double[history];   // step · change, above 0
    private readonly double[] _weights = new double[history];
    private readonly Matrix<T> _start = new(1, point.Columns);
    private readonly Matrix<T> _startGradient = new(1, point.Columns);
    private readonly Matrix<T> _direction = new(1, point.Columns);
    private int _pairs, _newest = history - 1;

    private double _lastStep;

    /// <inheritdoc/>
    public double LastStep => _lastStep;

    /// <inheritdoc/>
    public void KeepIn(SavedState state)
    {
        state.Keep("lbfgs.gradient", gradient);
        state.Keep("lbfgs.steps", _steps);
        state.Keep("lbfgs.changes", _changes);
        state.Keep<double>("lbfgs.products", _products);
        state.Keep("lbfgs.pairs", ref _pairs, 0, history);
        state.Keep("lbfgs.newest", ref _newest, 0, history - 1);
        state.Keep("lbfgs.last_step", ref _lastStep);
    }

    /// <inheritdoc/>
    public void Forget() => _pairs = 0;

    /// <inheritdoc/>
    public bool Step(ref double value)
    {
        var slope = Direction();
        if (!(slope < 0))
        {
            // Rounding has spoilt the memory: begin again with steepest descent.
            _pairs = 0;
            slope = Direction();
            if (!(slope < 0)) return false;
        }
        point.All.CopyTo(_start.All);
        gradient.All.CopyTo(_startGradient.All);

        var first = _pairs > 0 ? 1.0 : Math.Min(1.0, 1.0 / Reductions.SumOfMagnitudes<T>(gradient.All));
        if (!LineSearch.TryFind(new LinePoint(0, value, slope), first, At, out var found))
        {
            _start.All.CopyTo(point.All);
            _startGradient.All.CopyTo(gradient.All);
            if (_pairs == 0) return false;
            _pairs = 0;
            return Step(ref value);
        }
        (value, _lastStep) = (found.Value, found.Step);
        Remember();
        return true;

        LinePoint At(double step)
        {
            Elementwise.Map<T, AddScaled<T>>(_direction.All, _start.All, point.All, new AddScaled<T>(T.CreateTruncating(step)));
            var there = evaluate();
            return new LinePoint(step, there, Reductions.Dot<T>(gradient.All, _direction.All));
        }
    }

    /// <summary>direction = −H g, by the two loops; returns its slope g · direction.</summary>
    private double Direction()
    {
        var direction = _direction.All;
        Elementwise.Map<T, Scale<T>>(gradient.All, direction, new Scale<T>(-T.One));
        for (var age = 0; age < _pairs; age++)                    // newest to oldest
        {
            var p = Pair(age);
            _weights[p] = Reductions.Dot<T>(_steps.Row(p), direction) / _products[p];
            Elementwise.Map<T, AddScaled<T>>(_changes.Row(p), direction, direction, new AddScaled<T>(T.CreateTruncating(-_weights[p])));
        }
        if (_pairs > 0)
        {
            var scale = _products[_newest] / Reductions.SquaredNorm<T>(_changes.Row(_newest));
            Elementwise.Map<T, Scale<T>>(direction, direction, new Scale<T>(T.CreateTruncating(scale)));
        }
        for (var age = _pairs - 1; age >= 0; age--)               // oldest to newest
        {
            var p = Pair(age);
            var weight = _weights[p] - Reductions.Dot<T>(_changes.Row(p), direction) / _products[p];
            Elementwise.Map<T, AddScaled<T>>(_steps.Row(p), direction, direction, new AddScaled<T>(T.CreateTruncating(weight)));
        }
        return Reductions.Dot<T>(gradient.All, direction);
    }

    private int Pair(int age) => (_newest - age + history) % history;

    private void Remember()
    {
        var p = (_newest + 1) % history;
        Elementwise.Map<T, AddScaled<T>>(_start.All, point.All, _steps.Row(p), new AddScaled<T>(-T.One));
        Elementwise.Map<T, AddScaled<T>>(_startGradient.All, gradient.All, _changes.Row(p), new AddScaled<T>(-T.One));
        var product = Reductions.Dot<T>(_steps.Row(p), _changes.Row(p));
        // The Wolfe conditions make the product positive; a step taken without them may not, and is then not remembered.
        if (!(product > 0))
        {
            _pairs = Math.Min(_pairs, history - 1);              // the place written to held the oldest pair
            return;
        }
        (_products[p], _newest, _pairs) = (product, p, Math.Min(_pairs + 1, history));
    }
}

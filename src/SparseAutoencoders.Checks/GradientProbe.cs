namespace SparseAutoencoders.Checks;

/// <summary>An objective over a few rows, in double precision: its gradient as it is written out, and differences of its values.</summary>
/// <remarks>Where a constraint ties some parameters to the others, both are of the function of the free ones alone: the constraint is solved at each point.</remarks>
internal sealed class GradientProbe
{
    private readonly Network<double> _network;
    private readonly Pass<double> _values;
    private readonly PreparedRows<double> _rows;
    private readonly Parameters<double> _start;
    private readonly bool[] _active;
    private readonly CancellationToken _cancellation;

    /// <param name="parameters">Where; moved, and put back. A constraint is solved for them first.</param>
    /// <param name="options">The objective.</param>
    /// <param name="rows">(rows, inputs), with targets (rows, inputs + targets), as the network sees them.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="cancellation">Stops between two values.</param>
    public GradientProbe(Parameters<double> parameters, ObjectiveOptions options, Matrix<double> rows, Workers workers, CancellationToken cancellation = default)
    {
        (_network, _cancellation) = (new(parameters, options, workers), cancellation);
        _values = _network.CreatePass(rows.Rows, training: true);
        var gradients = new Pass<double>(rows.Rows, parameters.Inputs, parameters.HiddenUnits, parameters.Table.Targets);
        _values.Resize(rows.Rows, meanOver: rows.Rows);
        gradients.Resize(rows.Rows, meanOver: rows.Rows);
        _values.Take(rows);
        _rows = new PreparedRows<double>(Rows.From(_values.Input), null, unitInterval: false, workers);
        _network.SolveConstraint(_rows, cancellation);
        Gradient = parameters.Empty();
        Terms = _network.Step(_values, gradients, Gradient);
        _active = Active();
        _start = parameters.As<double>();
    }

    /// <summary>The gradient as it is written out.</summary>
    public Parameters<double> Gradient { get; }

    /// <summary>The objective's parts.</summary>
    public LossTerms Terms { get; }

    /// <summary>Something ties parameters to others.</summary>
    public bool IsConstrained => _network.Constraint is not null;

    /// <summary>How the objective and its parts change with one parameter: differences at ±h and ±2h, weighed so that terms up to h⁴ cancel. Null where other codes are 0
    /// than before: between the two the objective has a kink.</summary>
    /// <param name="place">The parameter's place among all.</param>
    /// <param name="step">h.</param>
    public Slope? SlopeAt(int place, double step)
    {
        if (At(place, -2 * step) is not { } a || At(place, -step) is not { } b || At(place, step) is not { } c || At(place, 2 * step) is not { } d) return null;
        double Difference(Func<LossTerms, double> part) => (8 * (part(c) - part(b)) - (part(d) - part(a))) / (12 * step);
        return new(Difference(terms => terms.Total), Difference(terms => terms.Reconstruction), Difference(terms => terms.Sparsity), Difference(terms => terms.WeightDecay));
    }

    private LossTerms? At(int place, double move)
    {
        _cancellation.ThrowIfCancellationRequested();
        var parameters = _network.Parameters;
        parameters.All[place] += move;
        _network.SolveConstraint(_rows, _cancellation);
        _network.Encode(_values);
        var penalty = _network.ApplyPenalty(_values.UnitSums, _values.MeanOver);
        var terms = _network.Terms(_network.EvaluateLoss(_values), penalty);
        _start.All.CopyTo(parameters.All);
        return Active().SequenceEqual(_active) ? terms : null;
    }

    private bool[] Active() => [.. _values.Codes.All.ToArray().Select(code => code != 0)];

    /// <summary>What the objective and its parts change by, per change of one parameter.</summary>
    internal readonly record struct Slope(double Total, double Reconstruction, double Sparsity, double WeightDecay);
}

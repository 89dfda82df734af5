namespace SparseAutoencoders.Checks;

/// <summary>An objective over a few rows, in double precision: its gradient as it is written out, and differences of its values.</summary>
/// <remarks>Where a constraint ties some parameters to the others, both are of the function of the free ones alone: the constraint is solved at each point, or restored where it is one that follows steps.
/// What a second loss of the mechanism takes for fixed is held as it is at the start.</remarks>
internal sealed class GradientProbe
{
    private readonly Network<double> _network;
    private readonly Pass<double> _values, _gradients;
    private readonly PreparedRows<double> _rows;
    private readonly Parameters<double> _start;
    private readonly int[] _active;
    private readonly CancellationToken _cancellation;

    /// <param name="parameters">Where; moved, and put back. A constraint is solved for them first.</param>
    /// <param name="options">The objective.</param>
    /// <param name="rows">(rows, inputs), with targets (rows, inputs + targets), as the network sees them.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stepsBefore">Steps that leave the parameters as they are, taken first: for what a mechanism finds out in steps.</param>
    /// <param name="cancellation">Stops between two values.</param>
    public GradientProbe(Parameters<double> parameters, ObjectiveOptions options, Matrix<double> rows, Workers workers, int stepsBefore = 0, CancellationToken cancellation = default)
    {
        (_network, _cancellation) = (new(parameters, options, workers), cancellation);
        _values = _network.CreatePass(rows.Rows, training: true);
        _gradients = _network.CreateGradients(rows.Rows);
        _values.Resize(rows.Rows, meanOver: rows.Rows);
        _gradients.Resize(rows.Rows, meanOver: rows.Rows);
        _values.Take(rows);
        _rows = new PreparedRows<double>(Rows.From(_values.Input), null, unitInterval: false, workers);
        MeetConstraint();
        Gradient = parameters.Empty();
        Surrogates = parameters.Table.Blocks.All(block => block.HasExactGradient) ? Gradient : parameters.Empty();
        _network.Begin(rows.Rows);
        for (var step = 0; step < stepsBefore; step++) _network.Step(_values, _gradients, Gradient);
        Terms = _network.Step(_values, _gradients, Gradient);
        // The weight decay, which came after all else, pulls at what is restored.
        if (_network.Constraint is { IsSolvedInTraining: false } restored) restored.Project(parameters, Gradient, 0);
        if (Surrogates != Gradient) _network.DefineSurrogates(_values, _gradients, Surrogates);
        _network.Auxiliary?.Hold();
        _active = Active();
        _start = parameters.As<double>();
    }

    /// <summary>What stands for the gradient by blocks that have no exact one, by its definition; 0 where there is none.</summary>
    public Parameters<double> Surrogates { get; }

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
        return new(Difference(terms => terms.Total), Difference(terms => terms.Reconstruction), Difference(terms => terms.Sparsity), Difference(terms => terms.WeightDecay), Difference(terms => terms.Auxiliary));
    }

    /// <summary>How the objective changes along a direction: a difference at ±h, h as small as it must be for the same codes to be 0. Null where none is small enough.</summary>
    /// <param name="direction">Of all parameters; of length 1.</param>
    /// <param name="step">h to begin with.</param>
    public double? SlopeAlong(Parameters<double> direction, double step)
    {
        const double Least = 1e-10;
        for (; step >= Least; step /= 10)
            if (At(Along(-step)) is { } before && At(Along(step)) is { } after) return (after.Total - before.Total) / (2 * step);
        return null;

        Action<Parameters<double>> Along(double move) => parameters => Elementwise.Map<double, AddScaled<double>>(direction.All, parameters.All, parameters.All, new AddScaled<double>(move));
    }

    private LossTerms? At(int place, double move) => At(parameters => parameters.All[place] += move);

    private LossTerms? At(Action<Parameters<double>> move)
    {
        _cancellation.ThrowIfCancellationRequested();
        var parameters = _network.Parameters;
        move(parameters);
        MeetConstraint();
        _network.Encode(_values);
        var penalty = _network.ApplyPenalty(_values.UnitSums, _values.MeanOver);
        var terms = _network.Terms(_network.EvaluateLoss(_values), penalty) with { Auxiliary = _network.Auxiliary?.Evaluate([_values], [_gradients]) ?? 0 };
        _start.All.CopyTo(parameters.All);
        return Active().AsSpan().SequenceEqual(_active) ? terms : null;
    }

    private void MeetConstraint()
    {
        if (_network.Constraint is { IsSolvedInTraining: false } restored) restored.Restore(_network.Parameters);
        else _network.SolveConstraint(_rows, _cancellation);
    }

    // Which codes are not 0: theirs are the kinks and jumps of the objective.
    private int[] Active() => _values.SparseCodes is { } codes ? [.. Places(codes), .. _network.Auxiliary?.Codes(_values) is { } more ? Places(more) : []]
        : [.. Enumerable.Range(0, _values.Codes.All.Length).Where(i => _values.Codes.All[i] != 0)];

    private static IEnumerable<int> Places(SparseCodes<double> codes)
    {
        for (var row = 0; row < codes.Rows; row++)
        {
            for (var place = codes.StartOf(row); place < codes.StartOf(row + 1); place++) yield return 2 * codes.Units[place] + (codes.Values[place] > 0 ? 1 : 0);
            yield return -1;
        }
    }

    /// <summary>What the objective and its parts change by, per change of one parameter.</summary>
    internal readonly record struct Slope(double Total, double Reconstruction, double Sparsity, double WeightDecay, double Auxiliary);
}

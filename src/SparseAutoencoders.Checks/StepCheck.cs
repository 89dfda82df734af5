namespace SparseAutoencoders.Checks;

/// <summary>Whether a step's gradient, at the size it is measured at, is the objective's.</summary>
internal static class StepCheck
{
    // Single precision keeps some 1e-6 of a gradient, a central difference in double some 1e-7: what is wrong is off by far more.
    private const double Tolerance = 1e-4;

    private const double Move = 1e-4;

    /// <summary>The larger of two errors: of the gradient against that in double precision, and of the latter's length against a central difference along it.</summary>
    /// <exception cref="InvalidDataException">It is larger than rounding explains.</exception>
    public static double RelativeError<T>(Parameters<T> parameters, ObjectiveOptions options, Matrix<T> rows, Workers workers, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.Sparsity.CodesAreSparse) return SparseStepCheck.RelativeError(parameters, options, rows, workers, cancellation);
        options = options with { Sparsity = options.Sparsity.OverAllRows ?? options.Sparsity };    // a running mean begins with the batch's own
        var (gradient, _) = new Problem<T>(parameters, options, rows, workers).Evaluate(meet: false, cancellation);
        var wideRows = new Matrix<double>(rows.Rows, rows.Columns);
        for (var i = 0; i < wideRows.All.Length; i++) wideRows.All[i] = double.CreateTruncating(rows.All[i]);
        var wide = new Problem<double>(parameters.As<double>(), options, wideRows, workers);
        var (direction, _) = wide.Evaluate(meet: false, cancellation);
        var length = Math.Sqrt(Reductions.SquaredNorm<double>(direction.All));
        var rounding = Math.Sqrt(Reductions.SquaredDistance<double>(gradient.As<double>().All, direction.All)) / length;

        Elementwise.Map<double, Scale<double>>(direction.All, direction.All, new Scale<double>(1 / length));
        var slope = (wide.At(direction, Move, cancellation) - wide.At(direction, -Move, cancellation)) / (2 * Move);
        return Passing(Math.Max(rounding, Math.Abs(slope - length) / length));
    }

    /// <summary>The error, if it is small enough.</summary>
    /// <exception cref="InvalidDataException">It is larger than rounding explains.</exception>
    internal static double Passing(double error) => error < Tolerance ? error
        : throw new InvalidDataException($"bench: the gradient of a step is wrong, relative error {error:0.0E+00}. Please report it with this machine's processor.");

    private sealed class Problem<T>(Parameters<T> parameters, ObjectiveOptions options, Matrix<T> rows, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Network<T> _network = new(parameters, options, workers);
        private readonly PreparedRows<T> _rows = new(Rows.From(rows), null, unitInterval: false, workers);
        private readonly Parameters<T> _start = parameters.As<T>();
        private Pass<T>? _values, _gradients;

        public (Parameters<T> Gradient, double Value) Evaluate(bool meet, CancellationToken cancellation)
        {
            _values ??= _network.CreatePass(rows.Rows, training: true);
            _gradients ??= _network.CreateGradients(rows.Rows);
            _values.Resize(rows.Rows, rows.Rows);
            _values.Input = rows;
            _gradients.Resize(rows.Rows, rows.Rows);
            if (meet) _network.SolveConstraint(_rows, cancellation);
            var gradient = parameters.Empty();
            return (gradient, _network.Step(_values, _gradients, gradient).Total);
        }

        public double At(Parameters<T> direction, double move, CancellationToken cancellation)
        {
            Elementwise.Map<T, AddScaled<T>>(direction.All, _start.All, parameters.All, new AddScaled<T>(T.CreateTruncating(move)));
            return Evaluate(meet: true, cancellation).Value;
        }
    }
}

namespace SparseAutoencoders;

/// <summary>The last word on a constraint: it is solved in double precision over all training rows, rounded to what is saved, and judged so.</summary>
internal static class LastSolving
{
    /// <returns>How the units stand; null where there is no constraint, and nothing was done.</returns>
    public static ConstraintReport? Run<T>(Parameters<T> parameters, ObjectiveOptions options, PreparedRows<double> rows, Workers workers, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var wide = parameters.As<double>();
        if (new Network<double>(wide, options, workers).Constraint is not { } constraint) return null;
        constraint.Solve(wide, rows, cancellation);
        for (var i = 0; i < wide.All.Length; i++)
        {
            parameters.All[i] = T.CreateTruncating(wide.All[i]);
            wide.All[i] = double.CreateTruncating(parameters.All[i]);
        }
        return constraint.Report(wide, rows, typeof(T) == typeof(float) ? "single" : "double", cancellation);
    }
}

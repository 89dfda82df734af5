namespace SparseAutoencoders;

/// <summary>The last word on a constraint: the biases are solved in double precision over all training rows, rounded to what is saved, and
/// judged so.</summary>
internal static class LastSolving
{
    /// <returns>How the units stand; null where there is no constraint, and nothing was done.</returns>
    public static RhoHold? Run<T>(Parameters<T> parameters, ObjectiveOptions options, PreparedRows<double> rows, Workers workers, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var wide = parameters.As<double>();
        if (new Objective<double>(wide, options, workers).Constraint is not { } constraint) return null;
        constraint.Solve(wide, rows, cancellation);
        var saved = parameters.EncoderBiases;
        for (var l = 0; l < saved.Length; l++)
        {
            saved[l] = T.CreateTruncating(wide.EncoderBiases[l]);
            wide.EncoderBiases[l] = double.CreateTruncating(saved[l]);
        }
        var units = constraint.Measure(wide, rows, cancellation);
        var deviations = units.Select(unit => Math.Abs(unit.MeanActivation - options.Sparsity.Rho) / options.Sparsity.Rho).ToList();
        return new RhoHold
        {
            Tolerance = constraint.Tolerance,
            DeviationMax = deviations.Any(double.IsNaN) ? double.NaN : deviations.Max(),
            Misses =
            [
                .. from l in Enumerable.Range(0, units.Count)
                   where !(deviations[l] <= constraint.Tolerance)
                   orderby double.IsNaN(deviations[l]) descending, deviations[l] descending
                   select new RhoHold.Miss(l, deviations[l], Reason<T>(units[l], wide.EncoderBiases[l])),
            ],
            ConstantUnits = [.. Enumerable.Range(0, units.Count).Where(l => units[l].Low == units[l].High)],
        };
    }

    private static string Reason<T>(UnitStand unit, double bias) =>
        !double.IsFinite(unit.MeanActivation) ? "its pre-codes are not finite"
        : string.Create(CultureInfo.InvariantCulture, $"{(typeof(T) == typeof(float) ? "single" : "double")} precision cannot place its bias, {bias:G4}, more finely: before it the pre-codes go from {unit.Low:G4} to {unit.High:G4}");
}

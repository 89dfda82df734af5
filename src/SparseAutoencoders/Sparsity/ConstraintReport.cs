namespace SparseAutoencoders;

/// <summary>Whether what a mechanism holds exactly does hold for every unit over the training rows at the end.</summary>
/// <remarks>Computed in double precision from the parameters as they are saved.</remarks>
public sealed record ConstraintReport
{
    /// <summary>A unit that is farther from what was asked than the tolerance.</summary>
    /// <param name="Unit">Which, from 0.</param>
    /// <param name="Deviation">How far, relative to what was asked.</param>
    /// <param name="Reason">Why the constraint could not be met, in words.</param>
    public sealed record Miss(int Unit, double Deviation, string Reason);

    /// <summary>What is held, as the mechanism's setting is called: "rho".</summary>
    public required string Name { get; init; }

    /// <summary>What is held, as formulas write it: "ρ".</summary>
    public required string Symbol { get; init; }

    /// <summary>Largest relative deviation that counts as held.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Largest relative deviation of a unit; NaN if one has none.</summary>
    public required double DeviationMax { get; init; }

    /// <summary>The units that are farther off, the farthest first.</summary>
    public required IReadOnlyList<Miss> Misses { get; init; }

    /// <summary>Units, from 0, whose pre-code is the same for all rows: they say what was asked to every row, and carry nothing.</summary>
    public required IReadOnlyList<int> ConstantUnits { get; init; }

    /// <summary>True if every unit is within the tolerance.</summary>
    public bool Met => Misses.Count == 0;

    /// <summary>What mechanisms report that hold ρ.</summary>
    /// <param name="symbol">What is held.</param>
    /// <param name="tolerance">Largest deviation that counts as held.</param>
    /// <param name="deviations">Of each unit.</param>
    /// <param name="reason">Why a unit is farther off.</param>
    /// <param name="isConstant">Whether its pre-code is the same for all rows.</param>
    internal static ConstraintReport OfRho(string symbol, double tolerance, IReadOnlyList<double> deviations, Func<int, string> reason, Func<int, bool> isConstant)
    {
        var units = Enumerable.Range(0, deviations.Count);
        return new()
        {
            Name = "rho",
            Symbol = symbol,
            Tolerance = tolerance,
            DeviationMax = deviations.Any(double.IsNaN) ? double.NaN : deviations.Max(),
            Misses =
            [
                .. from l in units
                   where !(deviations[l] <= tolerance)
                   orderby double.IsNaN(deviations[l]) descending, deviations[l] descending
                   select new Miss(l, deviations[l], reason(l)),
            ],
            ConstantUnits = [.. units.Where(isConstant)],
        };
    }
}

namespace SparseAutoencoders;

/// <summary>Whether every unit's mean activation over the training rows is ρ at the end, where that was asked for as a constraint.</summary>
/// <remarks>Computed in double precision from the parameters as they are saved.</remarks>
public sealed record RhoHold
{
    /// <summary>A unit that is farther from ρ than the tolerance.</summary>
    /// <param name="Unit">Which, from 0.</param>
    /// <param name="Deviation">|ρ̂ − ρ| / ρ.</param>
    /// <param name="Reason">Why the constraint could not be met, in words.</param>
    public sealed record Miss(int Unit, double Deviation, string Reason);

    /// <summary>Largest |ρ̂ − ρ| / ρ that counts as held.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Largest |ρ̂ − ρ| / ρ of a unit; NaN if one has no mean.</summary>
    public required double DeviationMax { get; init; }

    /// <summary>The units that are farther from ρ, the farthest first.</summary>
    public required IReadOnlyList<Miss> Misses { get; init; }

    /// <summary>Units, from 0, whose pre-code is the same for all rows: their mean is ρ because they say ρ to every row, and they carry nothing.</summary>
    public required IReadOnlyList<int> ConstantUnits { get; init; }

    /// <summary>True if every unit is within the tolerance.</summary>
    public bool Met => Misses.Count == 0;
}

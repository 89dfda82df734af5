namespace SparseAutoencoders;

/// <summary>A hidden unit that carries nothing, and why.</summary>
/// <param name="Unit">Which, from 0.</param>
/// <param name="Cause">Why.</param>
/// <param name="TwinOf">The unit it repeats; null unless it is a twin.</param>
public sealed record IdleUnit(int Unit, IdleCause Cause, int? TwinOf = null);

/// <summary>Why a unit carries nothing. All but twins are dead: their activation varies by less than 0.01 over all rows.</summary>
public enum IdleCause
{
    /// <summary>It says much the same to every row, something between 0 and 1.</summary>
    NeverVaries,

    /// <summary>Its activation is below 0.01 on every row; where most codes are 0, it is 0 on every row.</summary>
    StuckAtZero,

    /// <summary>Its activation is above 0.99 on every row.</summary>
    StuckAtOne,

    /// <summary>It varies, but is within 0.01 of another unit on every row.</summary>
    Twin,
}

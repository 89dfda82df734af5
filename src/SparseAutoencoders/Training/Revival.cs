namespace SparseAutoencoders;

/// <summary>A unit that carried nothing and began anew.</summary>
/// <param name="Done">After so many epochs or iterations.</param>
/// <param name="Unit">Which, from 0.</param>
/// <param name="Cause">What was wrong with it.</param>
/// <param name="TwinOf">The unit it repeated; null unless it was a twin.</param>
/// <param name="Row">The training row, from 0, that was rebuilt badly and that it begins by looking for.</param>
/// <param name="Helped">At the end of training the unit carries something.</param>
public sealed record Revival(int Done, int Unit, IdleCause Cause, int? TwinOf, int Row, bool Helped);

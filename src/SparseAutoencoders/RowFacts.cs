namespace SparseAutoencoders;

/// <summary>What a model's file says of the rows it was trained on.</summary>
/// <param name="Inputs">Inputs of a row.</param>
/// <param name="Targets">Numbers of a target; 0 where rows themselves are rebuilt.</param>
/// <param name="InputNames">What inputs are called; null where nothing says it.</param>
/// <param name="TargetNames">The same of targets.</param>
internal sealed record RowFacts(int Inputs, int Targets, IReadOnlyList<string>? InputNames, IReadOnlyList<string>? TargetNames)
{
    public static RowFacts Of(IRows rows)
    {
        var inputs = rows.Width - rows.TargetWidth;
        return new(inputs, rows.TargetWidth, Names(..inputs), Names(inputs..));

        // A side that has no names beside one that has has empty ones.
        IReadOnlyList<string>? Names(Range side) => rows.Columns?.ToArray()[side] is { Length: > 0 } names && (rows.TargetWidth == 0 || names.Any(name => name.Length > 0)) ? names : null;
    }
}

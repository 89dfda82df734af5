using System.Globalization;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Says whether what a mechanism holds exactly was held, and if not, by which units it was not, and why.</summary>
internal static class HoldText
{
    private const int Named = 5;

    /// <summary>Two entries.</summary>
    public static void Add(Report report, ConstraintReport hold) => report
        .Add($"{hold.Name}_tolerance", hold.Tolerance, $"how far a unit may be from {hold.Symbol}, relative to that", isShare: true)
        .Add($"{hold.Name}_held", hold.Met, "every unit within the tolerance on the training rows");

    /// <summary>One line; more where units miss the tolerance or carry nothing.</summary>
    public static void Write(TextWriter writer, ConstraintReport hold, int units)
    {
        writer.WriteLine(hold.Met
            ? string.Create(CultureInfo.InvariantCulture, $"{hold.Symbol} held: all {units} units within {Figure.Percent(hold.Tolerance)} of {hold.Symbol} on the training rows, the worst off by {Figure.Percent(hold.DeviationMax)}")
            : string.Create(CultureInfo.InvariantCulture, $"{hold.Symbol} not held: {hold.Misses.Count} of {units} units miss the tolerance of {Figure.Percent(hold.Tolerance)}. Allow more (--{hold.Name}-tolerance 0.001), scale the rows (--scale standard), or take --precision double."));
        foreach (var miss in hold.Misses.Take(Named)) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  unit {miss.Unit}: off by {Figure.Percent(miss.Deviation)}: {miss.Reason}"));
        if (hold.Misses.Count > Named) writer.WriteLine($"  and {hold.Misses.Count - Named} more");
        if (hold.ConstantUnits.Count > 0)
            writer.WriteLine($"  {hold.ConstantUnits.Count} of {units} units say {hold.Symbol} to every row and carry nothing, for what they weigh is the same in all rows: {string.Join(", ", hold.ConstantUnits.Take(Named))}{(hold.ConstantUnits.Count > Named ? " …" : "")}");
    }
}

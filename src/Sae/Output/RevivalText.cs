using System.Globalization;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Tells which units began anew, and whether it helped.</summary>
internal static class RevivalText
{
    /// <summary>One entry a revival.</summary>
    public static void Add(Report report, IReadOnlyList<Revival> revivals) => report.Add("revivals", (IReadOnlyList<IReadOnlyDictionary<string, object>>)
    [
        .. revivals.Select(one => new Dictionary<string, object>
        {
            ["unit"] = one.Unit, ["cause"] = one.Cause, ["after"] = one.Done, ["towards_row"] = one.Row, ["helped"] = one.Helped,
        }),
    ], "units that began anew");

    /// <summary>The sum of it.</summary>
    public static string Sentence(IReadOnlyList<Revival> revivals)
    {
        var units = revivals.Select(one => one.Unit).Distinct().Count();
        var helped = revivals.Where(one => one.Helped).Select(one => one.Unit).Distinct().Count();
        return revivals.Count == 0
            ? "no unit had to be revived"
            : string.Create(CultureInfo.InvariantCulture, $"revived: {units} units, {helped} of which carry something now{(revivals.Count > units ? $" ({revivals.Count} revivals in all)" : "")}");
    }
}

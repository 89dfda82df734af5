namespace SparseAutoencoders;

/// <summary>A figure that a mechanism is judged by, beside those of every model: tables, pages, JSON and a run's metrics show it by what stands here.</summary>
/// <param name="Key">JSON key.</param>
/// <param name="Summary">What it means, in one line.</param>
/// <param name="Title">A few words for pages: "deviation from ρ".</param>
/// <param name="IsShare">A share of something, shown in percent.</param>
/// <param name="IsWhole">A count.</param>
public sealed record Figure(string Key, string Summary, string Title, bool IsShare = false, bool IsWhole = false)
{
    /// <summary>A share as all that shows one shows it, in percent with three digits: "132 %", "0.0123 %".</summary>
    public static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) >= 9.995 ? "0" : "G3", CultureInfo.InvariantCulture) + " %";
}

/// <summary>Something that was asked of a mechanism, shown beside the figures.</summary>
/// <param name="Key">JSON key.</param>
/// <param name="Summary">What it means, in one line.</param>
/// <param name="Value">Its value.</param>
public sealed record AskedFigure(string Key, string Summary, double Value);

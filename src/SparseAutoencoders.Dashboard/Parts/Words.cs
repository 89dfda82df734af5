using System.Globalization;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Numbers and times as people read them.</summary>
internal static class Words
{
    public static string Number(double value) => double.IsFinite(value) ? Ticks.Short(value) : "–";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString(Math.Abs(share) < 0.0995 ? "0.##" : "0.#", CultureInfo.InvariantCulture).Replace('-', '−') + " %" : "–";

    /// <summary>As the command line shows it.</summary>
    public static string Deviation(double share) => double.IsFinite(share) ? Figure.Percent(share) : "–";

    /// <summary>Three decimals: activations and similarities, which lie between −1 and 1.</summary>
    public static string Unit(double value) => value.ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Two decimals and always a sign: distances in standard deviations.</summary>
    public static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(1) ? "under a second"
        : time < TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : time < TimeSpan.FromHours(1) ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min");

    /// <summary>For attributes, as machines read numbers.</summary>
    public static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

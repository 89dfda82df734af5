using System.Globalization;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Labels as people look for them: numbers first, by their size, then names by the alphabet.</summary>
internal sealed class LabelOrder : IComparer<string>
{
    public static LabelOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var order = Size(x).CompareTo(Size(y));
        return order != 0 ? order : StringComparer.OrdinalIgnoreCase.Compare(x, y) is not 0 and var names ? names : StringComparer.Ordinal.Compare(x, y);
    }

    private static double Size(string? label) => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : double.PositiveInfinity;
}
